"""What is held while slots are given away: always a programme before its slots, slots by number, offers last."""

from collections.abc import Iterable

from district.interviews.models import InterviewOffer, InterviewSlot
from programmes.models import Programme


def hold_programme(programme_id: int) -> None:
    """One hand at a time pairs the people of a programme with its slots."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme_id)


def hold_slots(ids: Iterable[int]) -> dict[int, InterviewSlot]:
    """Nobody else gives these slots away until the transaction ends."""
    rows = InterviewSlot.objects.filter(pk__in=set(ids)).select_related("commitment__organisation")
    return {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk")}


def hold_offer(offer: InterviewOffer) -> InterviewOffer:
    """The offer as it stands now; its slot is held already."""
    rows = InterviewOffer.objects.select_for_update(of=("self",)).select_related(
        "slot__commitment__organisation",
        "slot__commitment__programme",
        "learner__user",
        "enrolment__run__course",
    )
    return rows.defer("enrolment__run__course__search").get(pk=offer.pk)
