"""What the portal writes about interviews. An act promises its letter; a worker words and sends it."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models import TextChoices

from district.accounts.models import User
from district.interviews.models import InterviewGuarantee, InterviewOffer
from district.outbox.services import mail, tasks
from district.partners.models import Membership, Organisation, Role

MOST_READERS = 20


class Act(TextChoices):
    OFFERED = "offered"
    REMINDED = "reminded"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MOVED = "moved"
    EXPIRED = "expired"
    CALLED_OFF = "called_off"
    TO_RECORD = "to_record"
    UNRECORDED = "unrecorded"
    RECORDED = "recorded"


# act → (template to the person, subject), (template to the employer, subject)
TO_PERSON = {
    Act.OFFERED: ("interviews/mail/offered", "You are offered an interview: {job}"),
    Act.REMINDED: ("interviews/mail/reminded", "Your interview is soon: {job}"),
    Act.MOVED: ("interviews/mail/moved", "Your interview has a new time: {job}"),
    Act.EXPIRED: ("interviews/mail/expired", "An interview offer has run out: {job}"),
    Act.CALLED_OFF: ("interviews/mail/called_off", "Your interview is called off: {job}"),
    Act.RECORDED: ("interviews/mail/recorded", "After your interview: {job}"),
}
TO_EMPLOYER = {
    Act.ACCEPTED: ("interviews/mail/employer_accepted", "Somebody comes to your interview: {job}"),
    Act.DECLINED: ("interviews/mail/employer_declined", "Somebody cannot come: {job}"),
    Act.MOVED: ("interviews/mail/employer_moved", "An interview has a new time: {job}"),
    Act.REMINDED: ("interviews/mail/employer_reminded", "An interview is soon: {job}"),
    Act.TO_RECORD: ("interviews/mail/employer_to_record", "How did the interview go? {job}"),
    Act.UNRECORDED: ("interviews/mail/employer_unrecorded", "An interview without a result: {job}"),
}


def promise(offer: InterviewOffer, act: Act) -> None:
    tasks.enqueue(
        name="interviews.write",
        args={"offer_id": offer.pk, "act": act.value, "slot_id": offer.slot_id},
        key=f"interview {offer.pk} {act.value} {offer.slot_id}",
    )


def write(*, offer_id: int, act: Act, slot_id: int) -> None:
    """`slot_id`: what it was about. An offer that has moved on since is written about by its later letter."""
    offer = (
        InterviewOffer.objects.filter(pk=offer_id, slot=slot_id)
        .select_related(
            "slot__commitment__organisation", "learner__user", "enrolment__run__course__organisation"
        )
        .defer("enrolment__run__course__search")
        .first()
    )
    if offer is None:
        return
    if act in TO_PERSON and offer.learner is not None:
        _send(offer, act, offer.learner.user, TO_PERSON[act], f"/me/interviews/{offer.public_id}/")
    if act in TO_EMPLOYER:
        page = f"/employer/interviews/{offer.slot.commitment.public_id}/"
        for reader in _members(offer.slot.commitment.organisation):
            _send(offer, act, reader, TO_EMPLOYER[act], page)


def tell_provider_of_overdue(rows: Sequence[InterviewGuarantee]) -> None:
    """One letter about people of one provider who have just come onto the breach list. It names nobody."""
    provider = rows[0].enrolment.organisation
    _tell_of_overdue(rows, [provider], "/provider/interviews/", f"of {provider.pk}")


def tell_staff_of_overdue(rows: Sequence[InterviewGuarantee]) -> None:
    authorities = Organisation.objects.with_role(Role.AUTHORITY).order_by("pk")
    _tell_of_overdue(rows, authorities, "/authority/interviews/", "of all")


def _tell_of_overdue(
    rows: Sequence[InterviewGuarantee], readers_of: Iterable[Organisation], page: str, whose: str
) -> None:
    """Each of these people is told of once, so the first of them stands for the letter."""
    people = "1 person was" if len(rows) == 1 else f"{len(rows)} people were"
    for organisation in readers_of:
        for reader in _members(organisation):
            mail.send(
                to=reader.email,
                subject=f"{people} not offered the interview they were promised",
                template="interviews/mail/overdue",
                context={
                    "reader": reader,
                    "people": people,
                    "providers": sorted({row.enrolment.organisation.name for row in rows}),
                    "url": settings.SITE_URL.rstrip("/") + page,
                },
                key=f"interviews overdue {whose} {rows[0].pk}",
            )


def _members(organisation: Organisation) -> list[User]:
    live = Membership.objects.live().filter(organisation=organisation, user__is_active=True)
    return [row.user for row in live.select_related("user").order_by("pk")[:MOST_READERS]]


def _send(offer: InterviewOffer, act: Act, reader: User, letter: tuple[str, str], page: str) -> None:
    template, subject = letter
    commitment = offer.slot.commitment
    mail.send(
        to=reader.email,
        subject=subject.format(job=commitment.job_title),
        template=template,
        context={
            "reader": reader,
            "offer": offer,
            "slot": offer.slot,
            "commitment": commitment,
            "employer": commitment.organisation,
            "who": offer.learner.user if offer.learner else None,
            "url": settings.SITE_URL.rstrip("/") + page,
        },
        key=f"interview {offer.public_id} {act.value} {offer.slot_id}",
    )
