"""Which phrases of open adverts and live courses look like skills and are none of ours."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection
from django.urls import reverse

from district.partners.models import Organisation
from district.places.models import Council
from district.skills.extraction.unknown import Seen
from district.skills.models import PhraseSighting
from district.skills.services import phrases, unknown_phrases
from district.skills.services.unknown_phrases import Tally
from employers.models import Vacancy
from employers.services import many_hands
from employers.services.suggestions import text_of as text_of_advert
from programmes.models import Course
from programmes.services.skills import TEXTS
from programmes.services.skills import text_of as text_of_course

Source = PhraseSighting.Source

_finder: phrases.Finder | None = None


class Text(NamedTuple):
    """A text that everybody may read, with the page it stands on."""

    source: str
    title: str
    address: str
    words: str


def gather() -> int:
    """Count all phrases anew; says how many wait for a curator. The same advert posted twice counts once."""
    global _finder  # noqa: PLW0603 - handed to the forked workers through memory
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '240s'")
    _finder = phrases.finder()
    texts = list({text.words: text for text in _texts()}.values())
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for text, found in zip(texts, many_hands.each(_find, [text.words for text in texts]), strict=True):
        for phrase, seen in found:
            tallies[phrase].add(seen, source=text.source, title=text.title, address=text.address)
    names = [
        *Organisation.objects.order_by("id").values_list("name", flat=True),
        *Council.objects.order_by("pk").values_list("name", flat=True),
    ]
    return unknown_phrases.recount(tallies, names=names)


def _find(text: str) -> list[tuple[str, Seen]]:
    return unknown_phrases.find(text, finder=_finder)  # type: ignore[arg-type]


def _texts() -> Iterator[Text]:
    adverts = Vacancy.objects.open().order_by("id").values_list("public_id", "title", "description")
    for public_id, title, description in adverts.iterator(chunk_size=1_000):
        address = reverse("job_show", args=[public_id])
        yield Text(Source.ADVERT, title, address, text_of_advert(title, description))
    courses = Course.objects.filter(state=Course.State.LIVE).order_by("id").only("public_id", *TEXTS)
    for course in courses.iterator(chunk_size=1_000):
        address = reverse("course_show", args=[course.public_id])
        yield Text(Source.COURSE, course.title, address, text_of_course(course))
