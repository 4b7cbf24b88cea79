"""Finds skills in texts: whole names, the longest first, each with the words that gave it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from district.skills.models import Skill, SkillLabel
from district.skills.services import tricky
from district.skills.spine import SPINE

NEAR = 8  # words
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*(?:\+\+|#)?")
SIGNS = re.compile(r"[\W_]*")
JOINING = set("&-'\u2019")
HANGING = re.compile(r"[-&'\u2019]|\s(?:to|the|our|your|all)\b")
JOINED = re.compile(r"[^\s-]+[.:@/][^\s-]+")
NOTE = re.compile(r"^(.+?)\s+\([^()]+\)$")
LONG_WINDED = re.compile(r"^(?:(?:use|using|utilise) (?=[A-Z]{4,}$)|Microsoft Office (?=[A-Z]\w+$))")
SENTENCE_START = re.compile(
    r"(?:[.!?\u2026][\"'\u201d\u2019)]*\s|[\n\r])[\s\"'(*\u2018\u201c\u2022\u2013\u2014-]*$"
)


class Word(NamedTuple):
    folded: str
    start: int
    end: int


@dataclass(frozen=True)
class Found:
    """A skill's name standing in a text: text[start:end] == words."""

    skill_id: int
    label: str
    words: str
    start: int
    end: int


class Name(NamedTuple):
    """One way to write a skill."""

    skill_id: int
    label: str
    text: str
    is_digital: bool
    is_preferred: bool
    is_knowledge: bool


def fold(text: str) -> str:
    """Plain lower-case words, as SkillLabel.phrase holds them; C++ and C# keep their signs."""
    return " ".join(word.folded for word in words_of(text))


def words_of(text: str) -> list[Word]:
    folded = ((fold_word(found.group()), found.start(), found.end()) for found in WORD.finditer(text))
    return [Word(*each) for each in folded if each[0]]


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    if word.isascii():
        return word.lower().replace("'", "")
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(sign for sign in plain if sign.isalnum() or sign in "+#")


@lru_cache(maxsize=50_000)
def root(word: str) -> str:
    """The same for singular and plural, British and American spelling."""
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "siu":
        if word.endswith("ies") and len(word) > 4:
            word = word[:-3] + "y"
        elif word.endswith(("ches", "shes", "sses", "xes", "zes")):
            word = word[:-2]
        else:
            word = word[:-1]
    if len(word) > 5:
        word = word.replace("iz", "is").replace("yz", "ys")
    return tricky.SPELLINGS.get(word, word)


class Finder:
    """The names in memory: a dictionary from their roots, and for each first word how long a name may get."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names: dict[str, Name] = {}
        self.longest: dict[str, int] = {}
        self._take_in(names)

    def with_names(self, names: Iterable[Name]) -> "Finder":
        """The finder that these names would make, were they known as well."""
        other = Finder(())
        other.names, other.longest = dict(self.names), dict(self.longest)
        other._take_in(names)
        return other

    def knows(self, text: str) -> bool:
        """Whether just these words are a name, wherever they stand."""
        return " ".join(root(word.folded) for word in words_of(text)) in self.names

    def _take_in(self, names: Iterable[Name]) -> None:
        owners: dict[str, list[Name]] = defaultdict(list)
        for name in names:
            for said in _as_said(name):
                for key in _keys(said):
                    owners[key].append(said)
        for key, candidates in owners.items():
            known = self.names.get(key)
            self.names[key] = _owner(key, [*candidates, known] if known else candidates)
            first, *rest = key.split()
            self.longest[first] = max(self.longest.get(first, 0), len(rest) + 1)

    def find(self, text: str) -> list[Found]:
        """In the order of the text, never overlapping."""
        words = words_of(text)
        roots = [root(word.folded) for word in words]
        sure: list[tuple[int, int, Name]] = []
        doubtful: list[tuple[int, int, Name]] = []
        place = 0
        while place < len(words):
            step = 1
            for length in range(min(self.longest.get(roots[place], 0), len(words) - place), 0, -1):
                name = self.names.get(" ".join(roots[place : place + length]))
                verdict = name and _judge(text, words[place : place + length], name)
                if not name or verdict == REFUSED:
                    continue
                (sure if verdict == SURE else doubtful).append((place, length, name))
                step = length
                break
            place += step
        company = _places_of_company(words, sure)
        kept = sure + [each for each in doubtful if _has_company(each, company)]
        return [_found(text, words[at : at + length], name) for at, length, name in sorted(kept)]


STAMP = """
    SELECT (SELECT max(id) FROM skills_skilllabel), (SELECT max(id) FROM outbox_importrun WHERE kind = 'skills'),
        (SELECT max(number) FROM skills_vocabularyversion)
"""
SURE, DOUBTFUL, REFUSED = "sure", "doubtful", "refused"


def _as_said(name: Name) -> list[Name]:
    """The name, and how people say it for short."""
    short = LONG_WINDED.sub("", name.text)
    return [name] if short == name.text else [name, name._replace(text=short, is_preferred=False)]


def _keys(name: Name) -> set[str]:
    """The label, the label without its note in brackets, and hyphenated words written as one."""
    texts = {name.text}
    if name.is_preferred and (note := NOTE.match(name.text)):
        texts.add(note[1])
    texts |= {text.replace("-", "") for text in texts if re.search(r"\w-\w", text)}
    keys = (" ".join(root(word.folded) for word in words_of(text)) for text in texts)
    return {key for key in keys if key and _may_be_read(key)}


def _may_be_read(key: str) -> bool:
    first, _, rest = key.partition(" ")
    return (
        first not in tricky.NOT_FIRST and key not in tricky.NEVER_PHRASES if rest else key not in tricky.NEVER
    )


def _owner(key: str, names: list[Name]) -> Name:
    """Of the skills that share a name: rather its preferred name, the digital one, the shorter."""
    meant = tricky.OWNER.get(key)
    return min(
        names,
        key=lambda name: (
            name.label != meant,
            not name.is_preferred,
            not name.is_digital,
            len(name.label),
            name.skill_id,
            name.text,
        ),
    )


def _judge(text: str, words: list[Word], name: Name) -> str:
    """Whether these words may stand for this skill: at once, only in company, or not at all."""
    start, end = words[0].start, words[-1].end
    own = NOTE.sub(r"\1", name.text) if name.is_preferred else name.text
    if len(words) > 1:
        is_apart = JOINED.fullmatch(own) and re.search(r"\s", text[start:end])
        return REFUSED if is_apart else SURE
    lead = SIGNS.match(own)[0]  # type: ignore[index]
    own = own[len(lead) :]
    if lead and text[max(0, start - len(lead)) : start] != lead:
        return REFUSED
    if len(words[0].folded) <= 2 or words[0].folded in tricky.WITH_COMPANY:
        is_bound = text[start - 1 : start] not in JOINING and not HANGING.match(text, end)
        return DOUBTFUL if is_bound and (own.islower() or text[start:end] == own) else REFUSED
    if words[0].folded in tricky.EXACT:
        is_chance = _opens_sentence(text, start)
        return REFUSED if text[start:end] != own else DOUBTFUL if is_chance else SURE
    return SURE if _fits(text[start:end], words[0].folded, own, name) else REFUSED


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 20) : start]
    return not before.strip() or bool(SENTENCE_START.search(before))


def _fits(written: str, folded: str, own: str, name: Name) -> bool:
    """One word of a text against a name of one word: they may differ in number and case, within reason."""
    is_other_number = len(words_of(own)) == 1 and fold_word(own) != folded
    if not any(sign.isupper() for sign in own):
        is_bare_verb = not (name.is_knowledge or name.is_preferred or folded.endswith("ing"))
        return not (is_bare_verb or (is_other_number and own.endswith("ics")))
    if len(folded) == 3 and not name.is_digital and written != own:
        return False
    is_acronym = not any(sign.islower() for sign in own.removesuffix("s"))
    return not is_other_number or (is_acronym and written[:2].isupper())


def _places_of_company(words: list[Word], sure: list[tuple[int, int, Name]]) -> list[int]:
    trade = [place for place, word in enumerate(words) if word.folded in tricky.TRADE]
    return trade + [place for place, _, name in sure if name.is_digital]


def _has_company(candidate: tuple[int, int, Name], company: list[int]) -> bool:
    place = candidate[0]
    return any(other != place and abs(other - place) <= NEAR for other in company)


def _found(text: str, words: list[Word], name: Name) -> Found:
    start, end = words[0].start, words[-1].end
    return Found(name.skill_id, name.label, text[start:end], start, end)


type Stamp = tuple[int | None, int | None, int | None]

_current: tuple[Stamp, Finder] | None = None


def stamp() -> Stamp:
    """Tells whether names have changed: the newest name, the last import, the version of the vocabulary."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
        return cursor.fetchone()


def finder() -> Finder:
    """The finder over today's names, to ask once for many texts; a query tells whether they have changed."""
    global _current  # noqa: PLW0603 - one copy a process, replaced whole
    now = stamp()
    if _current is None or _current[0] != now:
        _current = now, Finder(_names())
    return _current[1]


def find(text: str) -> list[Found]:
    """The skills named in a text."""
    return finder().find(text)


def _names() -> Iterable[Name]:
    rows = (
        SkillLabel.objects.filter(skill__withdrawn_at=None, skill__scheme__in=SPINE)
        .exclude(skill__kind=Skill.Kind.GROUP)
        .order_by("id")
        .values_list("skill_id", "skill__label", "text", "skill__is_digital", "kind", "skill__kind")
    )
    for skill_id, label, text, is_digital, label_kind, skill_kind in rows.iterator(chunk_size=20_000):
        is_preferred = label_kind == SkillLabel.Kind.PREFERRED
        yield Name(skill_id, label, text, is_digital, is_preferred, skill_kind == Skill.Kind.KNOWLEDGE)
