"""The words of the catalogue, from which spelling help chooses."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction

from district.web.spelling import learn_words, words_of
from programmes.models import Course, CourseWord

FIELDS = ("title", "organisation__name", "what_you_learn", "who_for")


def learn(*, course_ids: Iterable[int]) -> None:
    """Add the words of these courses."""
    learn_words(CourseWord, _count(Course.objects.filter(id__in=list(course_ids)).values_list(*FIELDS)))


@transaction.atomic
def learn_again() -> int:
    """Forget all words and learn those of the live courses; how many there are."""
    counts = _count(Course.objects.listed().values_list(*FIELDS).iterator(chunk_size=2000))
    CourseWord.objects.all().delete()
    learn_words(CourseWord, counts)
    return len(counts)


def _count(rows: Iterable[Sequence[str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(words_of(" ".join(row)))
    return counts
