"""The queue of phrases that look like skills and are no name of one.

From adverts and courses a phrase comes with its sentence. From a text that somebody pasted only the phrase is counted,
and only if it is spelt as no person, street or employer is; the text is not kept.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from district.skills.extraction import unknown
from district.skills.extraction.unknown import Seen
from district.skills.models import PhraseSighting, UnknownPhrase
from district.skills.services import phrases, tricky

FEWEST_TEXTS = 2  # that hold a phrase before it waits
MOST_EXAMPLES = 5
MOST_PRIVATE = 30  # phrases of one pasted text
LONGEST = 100
type Row = tuple[str, str, str, str]
Source = PhraseSighting.Source


@dataclass
class Tally:
    """Of one phrase, over all public texts."""

    spellings: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    examples: list[Row] = field(default_factory=list)

    def add(self, seen: Seen, *, source: str, title: str, address: str) -> None:
        self.spellings[seen.text] += 1
        self.counts[source] += 1
        row = (source, title[:300], address[:200], seen.sentence)
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(row)
        elif seen.sentence and seen.sentence not in {sentence for *_, sentence in self.examples}:
            repeats = Counter(sentence for *_, sentence in self.examples)
            place = next((at for at, each in enumerate(self.examples) if repeats[each[3]] > 1), None)
            if place is not None:
                self.examples[place] = row


def find(text: str, *, finder: phrases.Finder) -> list[tuple[str, Seen]]:
    """Each phrase of a text, folded, with how it is written."""
    taken = [(found.start, found.end) for found in finder.find(text)]
    found: dict[str, Seen] = {}
    for seen in unknown.find(text, taken=taken, trade=tricky.TRADE):
        folded = phrases.fold(seen.text)
        if folded and len(folded) <= LONGEST and not finder.knows(seen.text) and folded not in tricky.NEVER:
            found.setdefault(folded, seen)
    return list(found.items())


@transaction.atomic
def recount(tallies: Mapping[str, Tally], *, names: Iterable[str] = ()) -> int:
    """Bring the queue to what all public texts hold now; says how many phrases wait. `names` of organisations and
    places are left out. What was decided stays, whether texts hold it or not."""
    left_out = {phrases.fold(name) for name in names}
    wanted = {
        phrase: tally
        for phrase, tally in sorted(tallies.items())
        if tally.counts.total() >= FEWEST_TEXTS and phrase not in left_out
    }
    rows = {row.phrase: row for row in UnknownPhrase.objects.select_for_update().order_by("id")}
    new = [
        UnknownPhrase(phrase=phrase, **_facts(tally))
        for phrase, tally in wanted.items()
        if phrase not in rows
    ]
    UnknownPhrase.objects.bulk_create(new)
    changed = [row for row in rows.values() if _brought_to(row, wanted.get(row.phrase, Tally()))]
    UnknownPhrase.objects.bulk_update(changed, ["text", "advert_count", "course_count"], batch_size=1_000)
    rows |= {row.phrase: row for row in new}
    _keep_examples({row.id: wanted.get(phrase, Tally()).examples for phrase, row in rows.items()})
    waiting = UnknownPhrase.objects.filter(state=UnknownPhrase.State.WAITING)
    waiting.filter(advert_count=0, course_count=0, learner_count=0, decisions=None).delete()
    return waiting.shown().count()


@transaction.atomic
def count_private(*, text: str, finder: phrases.Finder) -> None:
    """Count what somebody's own text holds; written in one order, so that two writers cannot block each other."""
    found = [
        (phrase, seen.text) for phrase, seen in find(text, finder=finder) if unknown.is_safe_alone(seen.text)
    ]
    for phrase, written in sorted(found)[:MOST_PRIVATE]:
        UnknownPhrase.objects.get_or_create(phrase=phrase, defaults={"text": written})
        UnknownPhrase.objects.filter(phrase=phrase).update(learner_count=F("learner_count") + 1)


def _facts(tally: Tally) -> dict[str, str | int]:
    """The commonest spelling, of equals the first by letters."""
    text = min(tally.spellings, key=lambda each: (-tally.spellings[each], each))
    return {
        "text": text[:LONGEST],
        "advert_count": tally.counts[Source.ADVERT],
        "course_count": tally.counts[Source.COURSE],
    }


def _brought_to(row: UnknownPhrase, tally: Tally) -> bool:
    """Whether the row had to be changed."""
    facts = _facts(tally) if tally.spellings else {"text": row.text, "advert_count": 0, "course_count": 0}
    before = {name: getattr(row, name) for name in facts}
    for name, value in facts.items():
        setattr(row, name, value)
    return before != facts


def _keep_examples(wanted: Mapping[int, list[Row]]) -> None:
    """Only the rows that differ are written."""
    stale: list[int] = []
    known: set[tuple[int, Row]] = set()
    for each in PhraseSighting.objects.order_by("id"):
        row = (each.source, each.title, each.address, each.sentence)
        if row in wanted.get(each.phrase_id, []):
            known.add((each.phrase_id, row))
        else:
            stale.append(each.id)
    PhraseSighting.objects.filter(id__in=stale).delete()
    PhraseSighting.objects.bulk_create(
        [
            PhraseSighting(phrase_id=phrase_id, source=row[0], title=row[1], address=row[2], sentence=row[3])
            for phrase_id, rows in wanted.items()
            for row in rows
            if (phrase_id, row) not in known
        ],
        batch_size=2_000,
    )
