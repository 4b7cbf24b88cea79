"""Every page of the portal: by URL name, who looks at it, and in which state. The page tests walk over this one list.

What is not a page in a browser is named at the end, with the reason.
"""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["home", "list", "search", "detail", "form"]

VISITOR = "visitor"
LEARNER = "amara@demo.example"
NEWCOMER = "wendy@demo.example"
EMPLOYER = "morgan@canalside.example"
PROVIDER = "sam@aston-lock.example"
STAFF = "alex@authority.example"
FOUNDER = "founder@demo.example"  # signed in, signs an organisation up
PEOPLE = (VISITOR, LEARNER, NEWCOMER, EMPLOYER, PROVIDER, STAFF, FOUNDER)


@dataclass(frozen=True)
class Page:
    """`args` are literal, or the names of staged things (see stage.py) with a colon in front."""

    name: str
    who: str = VISITOR
    state: str = ""
    args: tuple[str, ...] = ()
    query: str = ""
    kind: Kind = "form"
    status: int = 200
    sends: dict[str, str] = field(
        default_factory=dict, hash=False
    )  # an empty form that is sent, to see its errors

    def __str__(self) -> str:
        return f"{self.name} as {self.who.split('@')[0]}{f', {self.state}' if self.state else ''}"


HOME = (
    Page("home_show", kind="home"),
    Page("home_show", state="near a place", query="?postcode=B21+9AZ", kind="home"),
    Page("home_show", state="no such postcode", query="?postcode=ZZ99+9ZZ", kind="home"),
    Page("region_show", kind="detail"),
    Page("matching_explain", kind="detail"),
    Page("accessibility_show", kind="detail"),
    Page("privacy_show", kind="detail"),
    Page("cookies_show", kind="detail"),
    Page("data_show", kind="detail"),
    Page("contact_show", kind="detail"),
)
COURSES = (
    Page("course_list", kind="search"),
    Page(
        "course_list",
        state="near, filtered",
        query="?q=data&postcode=B21+9AZ&radius=10&cost=free",
        kind="search",
    ),
    Page("course_list", state="nothing found", query="?q=falconry", kind="search"),
    Page("course_list", state="misspelt", query="?q=spredsheet", kind="search"),
    Page("course_list", LEARNER, kind="search"),
    Page("course_show", args=(":course",), kind="detail"),
    Page("course_show", state="from a place", args=(":course",), query="?postcode=B21+9AZ", kind="detail"),
    Page("course_show", state="full", args=(":full course",), kind="detail"),
    Page("course_show", state="archived", args=(":archived course",), kind="detail"),
    Page("course_show", LEARNER, args=(":course",), kind="detail"),
    Page("free_check"),
    Page("free_check", state="with errors", sends={"born_on_day": "31"}),
    Page(
        "free_check",
        state="asked for a home",
        sends={"born_on_day": "1", "born_on_month": "2", "born_on_year": "1990"},
    ),
    Page("free_check", LEARNER, "answered from what is kept"),
    Page("programme_list", kind="list"),
    Page("programme_show", args=(":programme",), kind="list"),
)
JOBS = (
    Page("job_list", kind="search"),
    Page(
        "job_list",
        state="near, filtered",
        query="?q=support&postcode=B21+9AZ&radius=10&kind=job",
        kind="search",
    ),
    Page("job_list", state="nothing found", query="?q=falconry", kind="search"),
    Page("job_list", LEARNER, kind="search"),
    Page("job_show", args=(":vacancy",), kind="detail"),
    Page("job_show", state="closed", args=(":closed vacancy",), kind="detail"),
    Page("job_show", LEARNER, args=(":vacancy",), kind="detail"),
)
SKILLS = (
    Page("skill_list", kind="search"),
    Page("skill_list", state="found", query="?q=spreadsheets", kind="search"),
    Page("skill_list", state="nothing found", query="?q=falconry", kind="search"),
    Page("self_check_ask"),
    Page("self_check_ask", state="with errors", sends={"area": "finding"}),
    Page("skill_families", kind="list"),
    Page("skill_levels", kind="list"),
    Page("skill_changes", kind="list"),
    Page("skill_show", args=(":skill",), kind="detail"),
    Page("occupation_list", kind="list"),
    Page("occupation_list", state="nothing found", query="?q=falconer", kind="list"),
    Page("occupation_show", args=(":occupation",), kind="detail"),
)
PARTNERS = (
    Page("partner_list", kind="list"),
    Page("partner_list", state="nothing found", query="?q=falconry", kind="list"),
    Page("partner_show", args=(":employer",), kind="detail"),
)
ENTRANCE = (
    Page("account_login", state="with errors", sends={"login": "nobody"}),
    Page("account_signup", state="with errors", sends={"email": "nobody"}),
    Page("account_inactive"),
    Page("account_email_verification_sent"),
    Page("account_reset_password"),
    Page("account_reset_password_done"),
    Page("account_reset_password_from_key", state="old link", args=("1", "no-such-key")),
    Page("account_reset_password_from_key_done"),
    Page("account_confirm_email", state="old link", args=("no-such-key",)),
)
LEARNERS = (
    Page("learner_home", LEARNER, kind="detail"),
    Page("profile_show", LEARNER, kind="detail"),
    Page("profile_question", LEARNER, "place, with errors", ("place",), sends={"postcode": "nowhere"}),
    Page("profile_question", LEARNER, "travel", ("travel",)),
    Page("profile_question", LEARNER, "times", ("times",)),
    Page("profile_question", LEARNER, "matching", ("matching",)),
    Page("profile_hopes", LEARNER, "found", query="?q=data"),
    Page("profile_delete", LEARNER),
    Page("skills_show", LEARNER, kind="list"),
    Page("skills_add", LEARNER, "found", query="?q=spreadsheets"),
    Page("skills_from_text", LEARNER),
    Page("skills_suggested", LEARNER, kind="list"),
    Page("skills_from_occupation", LEARNER, "found", query="?q=data"),
    Page("skills_of_occupation", LEARNER, args=(":occupation",)),
    Page("self_check_show", LEARNER, "with an earlier one", kind="detail"),
    Page("self_check_show", LEARNER, "plan with errors", kind="detail", sends={"due_1_day": "31"}),
    Page("self_check_ask", NEWCOMER, "saved page by page"),
    Page("held_skill_change", LEARNER, args=(":held skill",)),
    Page("match_list", LEARNER, kind="list"),
    Page("match_course_list", LEARNER, kind="list"),
    Page("match_course_pair", LEARNER, kind="detail"),
    Page("match_wider_list", LEARNER, kind="list"),
    Page("match_wider_list", NEWCOMER, "empty", kind="list"),
    Page("match_news", LEARNER),
    Page("match_news_stop", args=("the-key-in-the-letter",)),
    Page("match_job_show", LEARNER, args=(":vacancy",), kind="detail"),
    Page("match_job_wrong", LEARNER, args=(":vacancy",)),
    Page("match_course_show", LEARNER, args=(":course",), kind="detail"),
    Page("match_check", LEARNER),
    Page("match_course_wrong", LEARNER, args=(":course",)),
    Page("learner_home", NEWCOMER, kind="detail"),
    Page("profile_show", NEWCOMER, kind="detail"),
    Page("skills_show", NEWCOMER, "empty", kind="list"),
    Page("skills_suggested", NEWCOMER, "empty", kind="list"),
    Page("match_list", NEWCOMER, "empty", kind="list"),
    Page("match_course_list", NEWCOMER, "empty", kind="list"),
)
APPLICATIONS = (
    Page("application_start", args=(":open run",), kind="detail"),
    Page("application_start", state="full", args=(":waiting run",), kind="detail"),
    Page("application_start", state="closed", args=(":closed run",), kind="detail"),
    Page("certificate_open", args=(":certificate key",), kind="detail"),
)
LEARNING = (
    Page("application_start", LEARNER, "begun", (":begun run",), kind="detail"),
    Page("application_start", LEARNER, "applied", (":waiting run",), kind="detail"),
    Page("application_list", LEARNER, kind="list"),
    Page("application_list", FOUNDER, "empty", kind="list"),
    Page("application_show", LEARNER, "offered", (":offered",), kind="detail"),
    Page("application_show", LEARNER, "waiting", (":waiting",), kind="detail"),
    Page("application_show", LEARNER, "refused", (":refused",), kind="detail"),
    Page("application_show", LEARNER, "enrolled", (":enrolled",), kind="detail"),
    Page("application_show", LEARNER, "draft", (":draft",), kind="detail"),
    Page("application_show", NEWCOMER, "support asked", (":asked",), kind="detail"),
    Page(
        "application_question", LEARNER, "born, with errors", (":draft", "born"), sends={"born_on_day": "31"}
    ),
    Page("application_question", LEARNER, "work", (":draft", "work")),
    Page("application_question", LEARNER, "out of work", (":draft", "out-of-work")),
    Page("application_question", LEARNER, "prior", (":draft", "prior")),
    Page("application_question", LEARNER, "why, with errors", (":draft", "why"), sends={"why": ""}),
    Page("application_question", LEARNER, "contact", (":draft", "contact")),
    Page("application_support", LEARNER, args=(":draft",)),
    Page("application_support", NEWCOMER, "after it was sent", (":asked",)),
    Page("application_sharing", NEWCOMER, args=(":asked",)),
    Page("application_check", LEARNER, "something missing", (":draft",)),
    Page("application_sent", LEARNER, "offered", (":offered",), kind="detail"),
    Page("application_sent", LEARNER, "waiting", (":waiting",), kind="detail"),
    Page("offer_accept", LEARNER, args=(":offered",)),
    Page("offer_accept", LEARNER, "overlapping", (":overlapping",)),
    Page("offer_decline", LEARNER, args=(":offered",)),
    Page("application_withdraw", LEARNER, args=(":waiting",)),
    Page("application_withdraw", LEARNER, "draft", (":draft",)),
    Page("application_appeal", LEARNER, args=(":ineligible",)),
    Page("learning_list", LEARNER, kind="list"),
    Page("learning_list", FOUNDER, "empty", kind="list"),
    Page("learning_show", LEARNER, "going on", (":going on",), kind="detail"),
    Page("learning_show", LEARNER, "finished", (":finished",), kind="detail"),
    Page("learning_show", LEARNER, "not begun", (":not begun",), kind="detail"),
    Page("enrolment_cancel", LEARNER, args=(":not begun",)),
    Page("certificate_show", LEARNER, args=(":finished",)),
    Page("equality_answer", LEARNER),
)
ACCOUNTS = (
    Page("name_change", LEARNER),
    Page("account_logout", LEARNER),
    Page("account_email", LEARNER),
    Page("account_change_password", LEARNER),
    Page("account_reauthenticate", LEARNER),
    Page("mfa_index", LEARNER),
    Page("usersessions_list", LEARNER),
)
EMPLOYERS = (
    Page("employer_home", EMPLOYER, kind="list"),
    Page("employer_home", EMPLOYER, "nothing in this state", query="?state=withdrawn", kind="list"),
    Page("vacancy_create", EMPLOYER, "with errors", sends={"title": ""}),
    Page("vacancy_show", EMPLOYER, args=(":vacancy",), kind="detail"),
    Page("vacancy_show", EMPLOYER, "draft", (":draft vacancy",), kind="detail"),
    Page("vacancy_show", EMPLOYER, "closed", (":closed vacancy",), kind="detail"),
    Page("vacancy_change", EMPLOYER, "place", (":vacancy", "place")),
    Page("vacancy_change", EMPLOYER, "pay", (":vacancy", "pay")),
    Page("vacancy_skills", EMPLOYER, args=(":vacancy",), query="?q=spreadsheets"),
    Page("vacancy_skills", EMPLOYER, "with suggestions", (":draft vacancy",)),
    Page("vacancy_end", EMPLOYER, "withdraw", (":vacancy", "withdraw")),
)
PROVIDERS = (
    Page("provider_home", PROVIDER, kind="detail"),
    Page("provider_course_list", PROVIDER, kind="list"),
    Page("course_create", PROVIDER, "with errors", sends={"title": ""}),
    Page("provider_course_show", PROVIDER, args=(":course",), kind="detail"),
    Page("provider_course_show", PROVIDER, "draft", (":draft course",), kind="detail"),
    Page("course_change", PROVIDER, "about", (":course", "about")),
    Page("course_skills_show", PROVIDER, "with suggestions", (":draft course",), query="?q=spreadsheets"),
    Page("run_create", PROVIDER, "with errors", (":course",), sends={"capacity": "-1"}),
    Page("run_change", PROVIDER, args=(":run",)),
    Page("venue_list", PROVIDER, kind="list"),
    Page("venue_create", PROVIDER),
    Page("venue_change", PROVIDER, args=(":venue",)),
    Page("upload_list", PROVIDER, kind="list"),
    Page("upload_create", PROVIDER, "with errors", ("lars",), sends={"sent": "yes"}),
    Page("upload_create", PROVIDER, "venues", ("venues",)),
    Page("upload_create", PROVIDER, "progress", ("progress",)),
    Page("upload_create", PROVIDER, "progress", ("progress",)),
    Page("upload_show", PROVIDER, "waiting", (":waiting upload",), kind="detail"),
    Page("upload_show", PROVIDER, "with errors", (":upload with errors",), kind="detail"),
    Page("upload_show", PROVIDER, "unreadable", (":unreadable upload",), kind="detail"),
    Page("upload_show", PROVIDER, "ready", (":upload",), kind="detail"),
    Page("upload_show", PROVIDER, "published", (":published upload",), kind="detail"),
    Page("upload_show", PROVIDER, "abandoned", (":abandoned upload",), kind="detail"),
    Page("upload_row_change", PROVIDER, "with errors", (":upload with errors", "2")),
    Page("upload_row_change", PROVIDER, "right", (":upload with errors", "1")),
)
ORGANISATIONS = (
    Page("organisation_list", EMPLOYER, kind="list"),
    Page("organisation_switch", EMPLOYER),
    Page("organisation_show", EMPLOYER, args=(":employer",), kind="detail"),
    Page("organisation_change", EMPLOYER, args=(":employer",)),
    Page("role_ask", EMPLOYER, args=(":employer",)),
    Page("invitation_send", EMPLOYER, args=(":employer",)),
    Page("member_change", EMPLOYER, args=(":employer", ":colleague")),
    Page("member_remove", EMPLOYER, args=(":employer", ":colleague")),
    Page("home_start", FOUNDER, "nothing chosen yet"),
    Page("profile_start", FOUNDER),
    Page("organisation_list", FOUNDER, "begun and asked", kind="list"),
    Page("organisation_start", FOUNDER, "begun"),
    Page("organisation_ask", FOUNDER, "name, with errors", ("name",), sends={"name": ""}),
    Page("organisation_ask", FOUNDER, "roles", ("roles",)),
    Page("organisation_ask", FOUNDER, "place", ("place",)),
    Page("organisation_check", FOUNDER),
    Page("organisation_join", FOUNDER, args=(":provider",)),
    Page("invitation_accept", FOUNDER, args=("the-token-in-the-letter",)),
    Page("invitation_accept", FOUNDER, "old link", ("no-such-token",), status=404),
    Page("invitation_accept", LEARNER, "for somebody else", ("the-token-in-the-letter",), status=403),
)
AUTHORITY = (
    Page("authority_show", STAFF, kind="list"),
    Page("authority_organisation_list", STAFF, kind="list"),
    Page("authority_organisation_list", STAFF, "who waits", query="?state=requested", kind="list"),
    Page("authority_organisation_show", STAFF, args=(":employer",), kind="detail"),
    Page("authority_organisation_show", STAFF, "waiting", (":waiting organisation",), kind="detail"),
    Page("organisation_history", STAFF, args=(":employer",), kind="list"),
    Page("check_record", STAFF, args=(":waiting role", "register")),
    Page("role_decide", STAFF, "refuse", (":waiting role", "refuse")),
    Page("authority_vacancy_list", STAFF, kind="list"),
    Page("authority_vacancy_list", STAFF, "skills wait", query="?skills=waiting", kind="list"),
    Page("authority_vacancy_show", STAFF, args=(":vacancy",), kind="detail"),
    Page("authority_course_list", STAFF, kind="list"),
    Page("authority_course_list", STAFF, "nothing found", query="?q=falconry", kind="list"),
    Page("authority_course_show", STAFF, args=(":draft course",), kind="detail"),
    Page("funding_rule_list", STAFF, kind="list"),
    Page("funding_rule_list", STAFF, "nothing found", query="?year=2019&stream=community", kind="list"),
    Page("funding_rule_show", STAFF, args=("asf2-pay",), kind="detail"),
    Page("authority_matching_show", STAFF, kind="detail"),
    Page("sharing_show", STAFF, kind="list"),
    Page("sharing_show", STAFF, "with errors", kind="list", sends={"wanted": "off", "reason": ""}),
    Page("fairness_show", STAFF, kind="list"),
    Page("vocabulary_list", STAFF, kind="list"),
    Page("vocabulary_list", STAFF, "nothing found", query="?q=falconry", kind="list"),
    Page("vocabulary_phrase_show", STAFF, args=(":phrase",), kind="detail"),
    Page("vocabulary_phrase_show", STAFF, "decided", (":decided phrase",), kind="detail"),
    Page("vocabulary_phrase_add", STAFF, "with errors", (":phrase",), sends={"label": ""}),
    Page("vocabulary_phrase_alias", STAFF, args=(":phrase",), query="?q=spreadsheets"),
    Page("vocabulary_phrase_alias", STAFF, "nothing found", (":phrase",), query="?q=falconry"),
    Page("vocabulary_phrase_refuse", STAFF, "with errors", (":phrase",), sends={"reason": ""}),
    Page("vocabulary_skill_list", STAFF, kind="list"),
    Page("vocabulary_skill_merge", STAFF, args=(":own skill",), query="?q=spreadsheets"),
    Page("vocabulary_decision_list", STAFF, kind="list"),
    Page("vocabulary_decision_show", STAFF, args=(":decision",), kind="detail"),
    Page("human_check_show", STAFF, kind="detail"),
    Page("rating_show", STAFF, "all rated", kind="detail"),
    Page("pair_rate", STAFF, args=("1",)),
    Page("authority_gap_list", STAFF, kind="search"),
    Page("authority_gap_list", STAFF, "nothing found", query="?q=falconry", kind="search"),
    Page("authority_gap_show", STAFF, args=(":skill",), kind="detail"),
    Page("job_board_show", STAFF, kind="list"),
    Page("progress_show", STAFF, args=(":progress",), kind="detail"),
    Page("import_show", STAFF, args=(":import",), kind="detail"),
    Page("provider_course_list", STAFF, kind="list"),
    Page("provider_course_show", STAFF, args=(":course",), kind="detail"),
)
PUBLIC = {
    "home": HOME,
    "courses": COURSES,
    "jobs": JOBS,
    "skills": SKILLS,
    "partners": PARTNERS,
    "entrance": ENTRANCE,
    "applications": APPLICATIONS,
}
SIGNED_IN = {
    "learners": LEARNERS,
    "learning": LEARNING,
    "accounts": ACCOUNTS,
    "employers": EMPLOYERS,
    "providers": PROVIDERS,
    "organisations": ORGANISATIONS,
    "authority": AUTHORITY,
}
PAGES = tuple(page for part in (PUBLIC | SIGNED_IN).values() for page in part)

NOT_PAGES = {
    "robots_show": "text for search engines",
    "sitemap_show": "XML for search engines",
    "course_feed": "Atom",
    "calendar_feed": "iCalendar",
    "calendar_download": "iCalendar",
    "certificate_badge": "JSON",
    "certificate_open_badge": "JSON",
    "job_feed": "Atom",
    "match_job_lines": "a fragment of the list of jobs",
    "match_course_lines": "a fragment of the list of courses",
    "skills_suggest": "JSON, and a fragment of the skill picker",
    "mfa_download_recovery_codes": "a text file",
    "self_check_keep": "has the answers in its address; tests/programmes goes through it",
    "upload_template": "a file of columns",
    "upload_faults": "a file of errors",
    "course_download": "a file of courses",
    "account_set_password": "leads on: everybody here has a password",
    "account_confirm_login_code": "leads on: nobody signs in by a code",
    "mfa_activate_totp": "asks for the password first; tests/accounts goes through it",
    "mfa_authenticate": "in the middle of signing in; tests/accounts goes through it",
    "mfa_reauthenticate": "for people with two-step sign-in; tests/accounts goes through it",
    "mfa_deactivate_totp": "for people with two-step sign-in; tests/accounts goes through it",
    "mfa_view_recovery_codes": "for people with two-step sign-in; tests/accounts goes through it",
    "mfa_generate_recovery_codes": "for people with two-step sign-in; tests/accounts goes through it",
}
FORMS_ONLY = {
    "authority_gap_count",
    "human_check_draw",
    "authority_matching_seen",
    "authority_matching_start",
    "claim_accept",
    "claim_decline",
    "certificate_stop",
    "course_move",
    "draft_discard",
    "equality_remove",
    "feed_make",
    "feed_stop",
    "free_forget",
    "free_keep",
    "held_skill_remove",
    "invitation_withdraw",
    "job_retry",
    "join_accept",
    "join_decline",
    "join_withdraw",
    "profile_answer_remove",
    "run_move",
    "self_check_again",
    "upload_abandon",
    "upload_publish",
    "upload_refused_remove",
    "upload_row_remove",
    "vacancy_open",
    "venue_remove",
}
