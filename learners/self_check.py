"""The digital self-check: twenty statements in five areas, and what the answers to them add up to.

The areas are those of the European framework DigComp, which the national essential digital skills share. The words
are our own. An answer is 1 to 4; an area's level is the mean of its four answers, halves rounded up.
"""

from collections.abc import Mapping
from dataclasses import dataclass

LEVELS = {
    1: ("Just starting", "Not yet"),
    2: ("With help", "I can do this with help"),
    3: ("On my own", "I can do this on my own"),
    4: ("Can show others", "I can do this and show others how"),
}
CHOICES = [(str(number), words) for number, (_, words) in LEVELS.items()]


@dataclass(frozen=True)
class Area:
    """`skills` are the labels of the classification that belong to it; `practice` is something to try at home."""

    code: str
    name: str
    lead: str
    statements: tuple[str, ...]
    practice: tuple[str, str]  # up to the second level, and above it
    skills: tuple[str, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(f"{self.code}-{number}" for number in range(1, len(self.statements) + 1))


AREAS = (
    Area(
        "finding",
        "Finding and checking information",
        "Searching, judging what you find, and keeping it where you can find it again.",
        (
            "I can find what I need on the internet, like bus times or opening hours.",
            "I can tell whether a website or a message is likely to be true.",
            "I can save a file or a photo and find it again later.",
            "I can put a list of things or numbers in a table, like a spreadsheet.",
        ),
        (
            "Look up three things you want to know, and save one of the pages",
            "Put a month of what you spend in a spreadsheet and let it add up",
        ),
        (
            "browse, search and filter data, information and digital content",
            "evaluate data, information and digital content",
            "manage data, information and digital content",
            "manage digital documents",
            "use spreadsheets software",
            "perform data analysis",
            "perform data cleansing",
            "have computer literacy",
        ),
    ),
    Area(
        "talking",
        "Talking and working with others",
        "E-mail, messages, video calls, and services you use online.",
        (
            "I can send an e-mail with a file or a photo attached.",
            "I can join a video call and turn the sound and picture on and off.",
            "I can use a public service online, like the website of a council or a doctor.",
            "I can work on the same document with other people online.",
        ),
        (
            "Send an e-mail with a photo to somebody you know",
            "Share a document with a friend and write in it together",
        ),
        (
            "interact through digital technologies",
            "share through digital technologies",
            "collaborate through digital technologies",
            "work with e-services available to citizens",
            "use microsoft office",
            "use customer relationship management software",
            "manage digital identity",
        ),
    ),
    Area(
        "making",
        "Making things",
        "Letters, pictures, pages, and small programs.",
        (
            "I can write a letter or a CV on a computer and change how it looks.",
            "I can change a photo or a picture, like making it smaller.",
            "I can put text and pictures together, in slides, a poster or a web page.",
            "I can give a computer steps to follow, like a formula, a rule or a bit of code.",
        ),
        (
            "Write one page about yourself on a computer and change how it looks",
            "Make a simple web page or a set of slides about something you know",
        ),
        (
            "develop digital content",
            "use word processing software",
            "use presentation software",
            "perform image editing",
            "perform video editing",
            "use content management system software",
            "manage online content",
            "use markup languages",
            "CSS",
            "computer programming",
        ),
    ),
    Area(
        "safe",
        "Staying safe",
        "Passwords, scams, your own information, and your health.",
        (
            "I can make strong passwords and keep them safe.",
            "I can spot a scam in an e-mail, a text or a call.",
            "I can choose who sees my information and my photos.",
            "I can keep my phone or computer up to date and make copies of what matters.",
        ),
        (
            "Change one weak password and turn on the second step when you sign in",
            "Go through the privacy settings of one app you use each day",
        ),
        (
            "protect personal data and privacy",
            "protect ICT devices",
            "protect health and well-being while using digital technologies",
            "data protection",
            "identify ICT security risks",
            "perform backups",
            "cyber attack counter-measures",
        ),
    ),
    Area(
        "solving",
        "Solving problems",
        "What to do when it does not work, and how to go on learning.",
        (
            "I can try to fix things when a phone or computer does not work.",
            "I can put a new app or program on a phone or computer.",
            "I can use a video or a help page to learn how to do something.",
            "I can choose which app or tool is best for a task.",
        ),
        (
            "Find a help video for one thing that annoys you, and try it",
            "Help somebody else with a phone or computer problem",
        ),
        (
            "solve ICT system problems",
            "provide ICT support",
            "install operating system",
            "identify digital competence gaps",
            "solve technical problems",
            "support ICT system users",
            "use ICT ticketing system",
        ),
    ),
)
BY_CODE = {area.code: area for area in AREAS}
CODES = tuple(code for area in AREAS for code in area.codes)

type Said = Mapping[str, int]


@dataclass(frozen=True)
class AreaResult:
    area: Area
    points: int  # 4 to 16

    @property
    def level(self) -> int:
        return (self.points + 2) // 4

    @property
    def words(self) -> str:
        return LEVELS[self.level][0]

    @property
    def practice(self) -> str:
        return self.area.practice[0 if self.level <= 2 else 1]


def following(said: Said) -> Area | None:
    """The first area that has an answer missing."""
    return next((area for area in AREAS if any(code not in said for code in area.codes)), None)


def results(said: Said) -> list[AreaResult]:
    """A line for each area; only for somebody who has answered all."""
    return [AreaResult(area, sum(said[code] for code in area.codes)) for area in AREAS]


def weakest_first(lines: list[AreaResult]) -> list[AreaResult]:
    """By what was said; of two that are alike the one that is asked first."""
    return sorted(lines, key=lambda line: line.points)


def pack(said: Said) -> str:
    """The answers as one short word, a figure for each statement; 0 is no answer."""
    return "".join(str(said.get(code, 0)) for code in CODES)


def unpack(word: str) -> dict[str, int]:
    """What `pack` made; anything else is nothing."""
    if len(word) != len(CODES) or not word.isascii() or set(word) - set("01234"):
        return {}
    return {code: int(figure) for code, figure in zip(CODES, word, strict=True) if figure != "0"}
