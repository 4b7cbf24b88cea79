"""What three courses of the demo world teach, outcome by outcome, and what employers said about it."""

from dataclasses import dataclass

Outcome = tuple[str, tuple[str, ...]]  # words, and labels of skills that the course teaches


@dataclass(frozen=True)
class Written:
    """A course by its title, its outcomes now, and those that its first version lacked (by number)."""

    title: str
    outcomes: tuple[Outcome, ...]
    added: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Opinion:
    """What an employer said; `about` is the number of an outcome, 0 the whole; `skill` goes with level 1."""

    title: str
    employer: int
    kind: str
    words: str
    state: str
    about: int = 0
    skill: str = ""
    summary: str = ""
    answer: str = ""
    is_open: bool = True


EVERYDAY = "Everyday digital skills for life and work"
DATA = "Data analysis for work"
PYTHON = "Programming with Python"

CURRICULA = (
    Written(
        EVERYDAY,
        (
            ("Fill in a form online and keep a copy of it", ("work with e-services available to citizens",)),
            ("Write, save and find again a simple document", ("have computer literacy",)),
            ("Join a video call and speak up in it", ("interact through digital technologies",)),
            ("Choose passwords that last and spot a scam", ("protect personal data and privacy",)),
        ),
        added=(3,),
        note="Video calls are new: employers hold first interviews that way.",
    ),
    Written(
        DATA,
        (
            ("Clean and join tables that do not fit together", ("perform data cleansing", "use spreadsheets software")),
            ("Ask a database for exactly the rows that are needed", ("SQL",)),
            ("Find what has changed between two months, and why", ("perform data analysis",)),
            ("Follow a handful of figures that a team is measured by", ("track key performance indicators",)),
            ("Tell people who do not like figures what they say", ("report analysis results",)),
        ),
        added=(4,),
        note="Following figures over time is new, as two employers asked for it.",
    ),
    Written(
        PYTHON,
        (
            ("Write a program that reads a file and answers a question", ("Python (computer programming)",)),
            ("Take a task apart until each piece is easy", ("computer programming",)),
            ("Put what belongs together into an object", ("use object-oriented programming",)),
            ("Find a mistake step by step, and mend it", ("debug software",)),
        ),
    ),
)  # fmt: skip

OPINIONS = (
    Opinion(
        EVERYDAY, 0, "missing", "We interview by video first. Half of the people cannot find the button.",
        "adopted", skill="interact through digital technologies",
        summary="People should be at ease in a video call before their first interview.",
        answer="We practise calls from the second week now, in pairs and then with an employer.",
    ),
    Opinion(EVERYDAY, 1, "right", "", "noted"),
    Opinion(
        DATA, 2, "missing", "Our analysts spend Mondays on the same ten figures. Please teach how to keep such a list.",
        "adopted", skill="track key performance indicators",
        answer="There is a learning outcome for it, with a week of its own.",
    ),
    Opinion(
        DATA, 3, "out_of_date", "We would rather have R than SQL.", "declined", about=2, is_open=False,
        summary="One employer would rather have R than SQL.",
        answer="Nine of ten vacancies near us that name either ask for SQL. We look at this again each year.",
    ),
    Opinion(
        PYTHON, 0, "missing", "Nobody who comes to us has written a test. One afternoon would be enough to begin with.",
        "waiting", about=4, skill="debug software",
    ),
)  # fmt: skip
