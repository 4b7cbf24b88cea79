"""What in an advert must change, and what is doubtful: rules that each say, at a field, what to write instead."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from employers import facts
from employers.models import Vacancy, VacancyKind

TEXTS = ("title", "summary", "description", "training", "place_text", "question_one", "question_two")
PLACES = ("place_text", "other_places")  # full of numbers
LONGEST_WORDS = 100
NATIONAL_INSURANCE = re.compile(
    r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?(?:\d\s?){6}[A-D]\b", re.IGNORECASE
)
EMAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+\b")
PHONE = re.compile(r"(?<![\w£.,])(?:\+44[\s.-]?(?:\(0\)[\s.-]?)?|\(?0)\d{2,4}\)?(?:[\s.-]?\d){6,7}(?!\w)")
HOST = re.compile(r"(?:https?://|www\.|\b)((?:[a-z0-9-]+\.)+[a-z]{2,})(?=[/\s.,;:)]|$)", re.IGNORECASE)
HIGHEST_PAY = 150_000  # pounds a year: more is likely a slip
WIDEST_RANGE = 2  # the top over the bottom

SAYS = {
    "insurance": "Take out what looks like a National Insurance number: nobody should put one in an advert.",
    "email": "Take out the e-mail address: people apply on the web, and strangers collect addresses from adverts.",
    "phone": "Take out the phone number: people apply on the web, and strangers collect numbers from adverts.",
    "high_pay": "Check the pay: it is far above what such openings pay. Was it meant for a year?",
    "wide_pay": "Narrow the range of pay: its top is more than twice its bottom, so nobody knows what to expect.",
    "repeat": "You have another vacancy with this title at this place. If it is the same one, change that one instead.",
}


@dataclass(frozen=True)
class Finding:
    """One thing in one field. What `is_refused` must go; the rest is looked at by WMCA staff."""

    field: str
    rule: str
    words: str
    message: str
    is_refused: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """The same for the same thing, so that what staff have agreed to is not asked about again."""
        return self.field, self.rule, self.words.lower()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def find(vacancy: Vacancy) -> list[Finding]:
    """Everything the rules see, in the order of the fields; one query, for the employer's other vacancies."""
    is_training = vacancy.kind == VacancyKind.APPRENTICESHIP  # of another kind nobody sees or is asked for it
    texts = [name for name in TEXTS if is_training or name != "training"]
    found = [finding for name in texts for finding in _in_text(name, getattr(vacancy, name))]
    found += [finding for each in vacancy.other_places for finding in _in_text("other_places", each["name"])]
    found += [each for each in _in_text("apply_url", vacancy.apply_url) if each.rule == "shortener"]
    return [*found, *_in_pay(vacancy), *_repeats(vacancy)]


def _in_text(field: str, text: str) -> Iterator[Finding]:
    if not text:
        return
    seen: set[tuple[str, str]] = set()
    hosts = {host.lower().removeprefix("www.") for host in HOST.findall(text)}
    for row in facts.rows("phrases.csv"):
        if row["rule"] == "shortener" and row["phrase"] in hosts:
            yield _of_row(field, row, row["phrase"])
    for match in _phrases().finditer(text):
        words = " ".join(match[0].lower().split())
        row = _rows_by_phrase()[words]
        if (row["rule"], words) not in seen:
            seen.add((row["rule"], words))
            yield _of_row(field, row, match[0])
    if field in PLACES:
        return
    for rule, pattern in (("insurance", NATIONAL_INSURANCE), ("email", EMAIL), ("phone", PHONE)):
        if found := pattern.search(text):
            yield Finding(field, rule, found[0][:LONGEST_WORDS], SAYS[rule], is_refused=rule == "insurance")


def _of_row(field: str, row: dict[str, str], words: str) -> Finding:
    message = f"It says “{words}”. {row['advice']}"
    return Finding(field, row["rule"], words, message, is_refused=row["is_refused"] == "yes")


@cache
def _rows_by_phrase() -> dict[str, dict[str, str]]:
    return {row["phrase"]: row for row in facts.rows("phrases.csv") if row["rule"] != "shortener"}


@cache
def _phrases() -> re.Pattern[str]:
    """All phrases at once, the longest first; any run of spaces or line ends stands between their words."""
    phrases = sorted(_rows_by_phrase(), key=len, reverse=True)
    any_of = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases)
    return re.compile(rf"(?<![\w-])(?:{any_of})(?![\w-])", re.IGNORECASE)


def _in_pay(vacancy: Vacancy) -> Iterator[Finding]:
    least, most = vacancy.salary_least, vacancy.salary_most
    if least is None or most is None:
        return
    words = f"{least:.2f} to {most:.2f} {vacancy.salary_unit}"
    if vacancy.yearly_most and vacancy.yearly_most > HIGHEST_PAY:
        yield Finding("salary_most", "high_pay", words, SAYS["high_pay"])
    elif most > least * WIDEST_RANGE:
        yield Finding("salary_most", "wide_pay", words, SAYS["wide_pay"])


def _repeats(vacancy: Vacancy) -> Iterator[Finding]:
    live = Vacancy.objects.filter(
        organisation=vacancy.organisation_id,
        state__in=[Vacancy.State.OPEN, Vacancy.State.PAUSED, Vacancy.State.SUBMITTED],
        title__iexact=vacancy.title.strip(),
        kind=vacancy.kind,
        postcode=vacancy.postcode_id,
    )
    if live.exclude(id=vacancy.id).exists():
        yield Finding("title", "repeat", vacancy.title.strip()[:LONGEST_WORDS], SAYS["repeat"])
