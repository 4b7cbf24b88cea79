"""Phrases of adverts and course texts that look like skills, though no name of ours stands there.

Three places are looked at, for there a phrase is nearly always a skill or a tool: behind words like "experience of",
in short lines under a heading like "Essential skills", and in names written like a program's ("PowerBI", "SAP") beside
words of the trade. What is found is for a person to judge, so few and good ones count for more than all.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from district.skills.extraction import words as wording

MOST_WORDS = 4
LONGEST = 60  # signs of a phrase
LONGEST_SENTENCE = 300

CUE = re.compile(
    r"\b(?:(?:experience|experienced|knowledge|understanding|command|use|grasp)\s+(?:of|with|in|using)"
    r"|(?:proficien(?:t|cy)|skilled|skills?|expertise|expert|competen(?:t|ce)|trained|qualified|fluent)\s+(?:in|with|at|using)"
    r"|familiar(?:ity)?\s+with|tools?\s+(?:like|such\s+as)|such\s+as|including|we\s+(?:use|work\s+with)|you(?:\s+will|['\u2019]ll)?\s+(?:use|learn))\s*:?\s+",
    re.IGNORECASE,
)
HEADING = re.compile(
    r"^\W*(?:(?:key|essential|desirable|required|technical|your|the)\s+)*"
    r"(?:skills?|requirements|qualifications|essential|desirable|tech(?:nology)?\s+stack|tools|what\s+you(?:['\u2019]ll|\s+will)\s+(?:need|learn|bring)"
    r"|person\s+specification|you\s+(?:should\s+)?have|must\s+haves?|nice\s+to\s+haves?)[^.]{0,30}:?\s*$",
    re.IGNORECASE,
)
BULLET = re.compile(r"^\s*(?:[-*\u2022\u2013\u2014\u00b7]|\d{1,2}[.)])\s+")
PARTS = re.compile(
    r"\s*(?:[,;:()\[\]/|]|\b(?:and|or|and/or|as\s+well\s+as|plus)\b|&|\s[-\u2013\u2014]\s)\s*", re.IGNORECASE
)
ENDS = re.compile(
    r"\b(?:is|are|was|were|be|will|would|can|could|may|should|must|have|has|to|for|in|on|at|with|within|from|by|that|which"
    r"|who|when|where|while|so|because|if|but|as|you|your|we|our|us|they|their|this|these|those|it|its|of|the"
    r"|helps?|helpful|useful|needed|required|preferred|desirable|essential|necessary|welcome|like|into|about|i|me|my)\b",
    re.IGNORECASE,
)
LEAD = re.compile(
    r"^(?:(?:a|an|some|any|all|both|either|other|good|strong|solid|excellent|great|basic|proven|previous|sound|working|deep|hands-on"
    r"|practical|multiple|advanced|relevant|modern|various|similar|ideally|preferably|e\.?g\.?|etc|the|common|latest|more|most)\b\.?\s*)+",
    re.IGNORECASE,
)
TOOL = re.compile(
    r"(?<![\w@./<-])(?:[A-Z][a-z]+[A-Z]\w*|[a-z]+[A-Z]\w*|[A-Z]{2,6}(?:\s[A-Z0-9][\w+#]*)?"
    r"|[A-Z]\w+\.[a-z]{2,3}|[A-Z][a-z]+\s[A-Z]{2,4})(?![\w@>-])"
)
PLAIN = re.compile(r"[^\W_][\w+#.'\u2019-]*(?: [^\W_][\w+#.'\u2019-]*)*")
PRIVATE = re.compile(r"@|https?:|www\.|(?:\d[\s().-]?){7,}|\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\.?\s+[A-Z]")
SPECIAL = re.compile(r"(?!Ma?c[A-Z])\b(?:[A-Za-z]*[a-z][A-Z]\w*|\w+(?:\+\+|#))")

NO_SKILL_WORDS = """
    abilities ability able am american applicant applicants application applications approach area areas ba
    background benefits birmingham body british bs bsc business candidate career ceo chance colleague colleagues
    college communication companies company council coventry cto customer customers cv day days degree detail
    development dudley duties eap employer employers england english environment etc eu europe european everything
    experience fact faq field french full gb gcse gcses gdpr german holiday home hour hours hr ict id idea ideas
    industry interest interview it job jobs knowledge language languages law level levels life location london lot
    ltd many maths mba member members method methods midlands minimum month months ms msc need needs net nhs
    number office one opportunity order os others pa part pc people person phd place plan plc pm polish position
    practice practices principles process processes product products project projects punjabi qualification
    qualifications range region responsibilities responsibility role roles salary sandwell school sector service
    services similar skill skills software solihull something spanish staff standard standards start subject
    subjects support system systems task tasks team teams technique techniques technologies technology thing
    things time tool tools training uk understanding university urdu us usa use variety vat walsall ways
    week weeks welsh west wolverhampton work worker workers world year years"""
NO_SKILL = frozenset(NO_SKILL_WORDS.split())
"""Words that by themselves, or at the front of a phrase, name no skill."""
LOOSE_WORDS = (
    "new own good best daily full key main other same such real right whole first last next few many"
)
LOOSE = frozenset(LOOSE_WORDS.split())


class Seen(NamedTuple):
    """A phrase as it is written, and the sentence it stands in."""

    text: str
    sentence: str


def find(text: str, *, taken: Collection[tuple[int, int]], trade: Collection[str]) -> list[Seen]:
    """`taken` are the places of names that are known; `trade` are words beside which a capital means a tool."""
    seen: dict[str, Seen] = {}
    for line, at, is_listed in _lines(text):
        sentence = line.strip()[:LONGEST_SENTENCE]
        for start, end in _spans(line, is_listed, trade):
            written = line[start:end]
            is_taken = any(
                at + start < known_end and known_start < at + end for known_start, known_end in taken
            )
            if not is_taken and may_be_skill(written):
                seen.setdefault(written.lower(), Seen(written, "" if PRIVATE.search(sentence) else sentence))
    return list(seen.values())


def may_be_skill(written: str) -> bool:
    words = written.split()
    if not (0 < len(words) <= MOST_WORDS and 2 <= len(written) <= LONGEST and PLAIN.fullmatch(written)):
        return False
    if written.lower() in NO_SKILL or not any(sign.isalpha() for sign in written):
        return False
    told = [word.lower() for word in words if word.lower() not in wording.SILENT | LOOSE]
    if (
        len(told) < len(words)
        or all(word in NO_SKILL for word in told)
        or told[0] in NO_SKILL
        or written[-1] in "-.'"
    ):
        return False
    if words[0].endswith("ing") and len(words) > 1 and words[0].islower():
        return False  # "building complex products": a deed, not a name
    is_plain_word = len(words) == 1 and written.islower()
    return not is_plain_word and not any(word.isdigit() and len(word) > 2 for word in words)


def is_safe_alone(written: str) -> bool:
    """Whether a phrase of a private text can be shown by itself: it is spelt as no person, street or employer is."""
    return all(word.islower() or SPECIAL.fullmatch(word) for word in written.split()) and not any(
        sign.isdigit() for sign in written
    )


def _lines(text: str) -> Iterator[tuple[str, int, bool]]:
    """Each sentence, where it begins, and whether it is an item under a heading about skills."""
    is_under = False
    at = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare and HEADING.match(bare):
            is_under = True
        elif bare:
            bullet = BULLET.match(line)
            is_under = is_under and (bool(bullet) or len(bare.split()) <= MOST_WORDS + 2)
            start = bullet.end() if bullet else 0
            if is_under and len(bare.split()) <= MOST_WORDS + 4:
                yield line[start:].rstrip(" .;,\r\n"), at + start, True
            else:
                for sentence in wording.SENTENCE.finditer(line, start):
                    yield sentence.group(), at + sentence.start(), False
        at += len(line)


def _spans(line: str, is_listed: bool, trade: Collection[str]) -> Iterator[tuple[int, int]]:
    starts = [0] if is_listed else []
    starts += [cue.end() for cue in CUE.finditer(line)]
    listed: list[tuple[int, int]] = []
    for place, start in enumerate(starts):
        end = min([after for after in starts[place + 1 :] if after > start], default=len(line))
        listed += _items(line, start, end)
    yield from listed
    for tool in TOOL.finditer(line) if _is_of_trade(line, trade) else ():
        if not any(tool.start() < end and start < tool.end() for start, end in listed):
            yield tool.span()


def _is_of_trade(line: str, trade: Collection[str]) -> bool:
    return any(word.lower() in trade for word in re.findall(r"\w+", line))


def _items(line: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    """The parts of a list, each up to the first word that ends a noun phrase, until one is no such phrase."""
    place = start
    for cut in [*PARTS.finditer(line, start, end), None]:
        stop = cut.start() if cut else end
        part = line[place:stop]
        leading = LEAD.match(part)
        skipped = leading.end() if leading else 0
        rest = part[skipped:]
        ending = ENDS.search(rest)
        limit = ending.start() if ending else None
        kept = (rest if limit is None else rest[:limit]).strip(" .!?*\"'\u2018\u2019\u201c\u201d")
        if kept:
            begin = place + skipped + rest.index(kept)
            yield begin, begin + len(kept)
        if limit is not None or len(rest.split()) > MOST_WORDS or not cut:
            return
        place = cut.end()
