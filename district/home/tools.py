"""What WMCA staff work with, as their desk lists it."""

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


GROUPS = (
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
