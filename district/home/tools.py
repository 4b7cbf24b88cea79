"""What people work with, as the first page of their kind lists it."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Tool:
    title: str
    view: str
    text: str

    @property
    def href(self) -> str:
        return reverse(self.view)


@dataclass(frozen=True)
class Group:
    title: str
    tools: tuple[Tool, ...]


OF_STAFF = (
    Group(
        "Numbers and money",
        (
            Tool("Reports", "report_list", "Counted over frozen months; published when you say so."),
            Tool(
                "How far groups come",
                "equity_show",
                "From a first word to a job that lasts, by group of people.",
            ),
            Tool("Publications", "publication_list", "What is published, when, and what came before it."),
            Tool("Money", "funding_show", "Funds, contracts and how they deliver against profile."),
            Tool(
                "Providers' reports", "authority_return_list", "What providers confirm at each review point."
            ),
            Tool("What to mend", "authority_quality_list", "Records that do not add up, by provider."),
            Tool("Claims", "authority_claim_list", "What providers claim, and what a second person decides."),
        ),
    ),
    Group(
        "Supply and demand",
        (
            Tool("Skills gaps", "authority_gap_list", "What is asked for more than it is held or taught."),
            Tool("From need to hire", "authority_chain_list", "What became of each need, step by step."),
            Tool(
                "Challenges",
                "authority_challenge_list",
                "Gaps that somebody has taken up, with their answers.",
            ),
            Tool("Skills needs", "authority_need_list", "What employers lack without a vacancy."),
            Tool("Vacancies", "authority_vacancy_list", "Everything posted or imported, repeats marked."),
            Tool(
                "Courses", "authority_course_list", "What providers teach, and skills that wait for a person."
            ),
            Tool(
                "Guaranteed interviews", "authority_interview_list", "Who was promised one, who is overdue."
            ),
        ),
    ),
    Group(
        "Partners",
        (
            Tool(
                "Organisations",
                "authority_organisation_list",
                "Who asks to join, what was checked and decided.",
            ),
            Tool(
                "Checks that wait",
                "authority_check_list",
                "Oldest first, with the day we promised an answer.",
            ),
            Tool("Vacancy checks", "vacancy_review_list", "Vacancies that a rule has stopped."),
            Tool("Here twice", "merge_list", "Organisations that resemble each other."),
        ),
    ),
    Group(
        "Rules and engine",
        (
            Tool("Who gets a course for free", "funding_rule_list", "The dated rules, with their sources."),
            Tool("Words we do not know yet", "vocabulary_list", "Phrases of adverts that look like skills."),
            Tool("Matching", "authority_matching_show", "Runs, the engine in use, reports of wrong matches."),
            Tool("Fairness", "fairness_show", "Whether groups of people fare alike in matching."),
            Tool("Background jobs", "job_board_show", "What waits, what failed, what could not be read."),
        ),
    ),
)

OF_PROVIDERS = (
    Group(
        "Courses",
        (
            Tool("All your courses", "provider_course_list", "What each teaches, its starts and its skills."),
            Tool("Your venues", "venue_list", "Where you teach."),
            Tool("Upload files", "upload_list", "Courses, venues and progress, from the files you have."),
            Tool("What employers say", "curriculum_comment_list", "Comments on what your courses teach."),
        ),
    ),
    Group(
        "People",
        (
            Tool("Applications", "provider_application_list", "Who asks for a place, and who waits for one."),
            Tool(
                "Registers",
                "register_list",
                "Sessions whose register is still to take, and those of the next days.",
            ),
            Tool("Messages", "provider_conversation_list", "With people who applied or are on a course."),
            Tool("Your intakes", "intake_list", "Many people for few places, settled by a published rule."),
            Tool("Apply for somebody", "help_list", "For people without a computer."),
        ),
    ),
    Group(
        "Work",
        (
            Tool(
                "What employers need", "need_group_list", "Skills they lack, added up; answer with a course."
            ),
            Tool("Guaranteed interviews", "provider_interview_list", "Slots for the people who complete."),
            Tool("Placements", "provider_placement_list", "Agreements, hours and end reports."),
            Tool("What came of your courses", "provider_hire_list", "Jobs of the people you taught."),
        ),
    ),
    Group(
        "Money and reports",
        (
            Tool("Funding", "provider_funding_list", "Contracts, milestones, claims and payments."),
            Tool("Your reports", "provider_return_list", "What you confirm at each review point."),
            Tool("What to mend", "provider_quality_list", "Records that do not add up."),
        ),
    ),
)

OF_EMPLOYERS = (
    Group(
        "Find people",
        (
            Tool("Post a vacancy", "vacancy_create", "A job, an apprenticeship or a placement."),
            Tool("Guaranteed interviews", "interview_list", "Meet people who have just completed a course."),
            Tool("Your words", "message_template_list", "Messages that you send to many who apply."),
        ),
    ),
    Group(
        "Shape what is taught",
        (
            Tool("Your skills needs", "need_list", "Say what you lack before you have a vacancy."),
            Tool("What you said about courses", "employer_comment_list", "And what providers made of it."),
        ),
    ),
    Group(
        "After hiring",
        (
            Tool("People you took on", "hire_list", "When they begin, and what they can do."),
            Tool("Placements", "placement_list", "Agreements, hours and end reports."),
        ),
    ),
    Group(
        "Your organisation",
        (
            Tool(
                "Colleagues and sites", "organisation_list", "Who acts for you, where you are, what you pay."
            ),
            Tool("Your own systems", "token_list", "Post vacancies from your recruitment system or website."),
        ),
    ),
)
