"""What the portal writes about tokens to an employer's administrators: whoever makes one, the others hear of it.

A step only promises its letter, in its own transaction; a worker words and sends it.
"""

from django.conf import settings
from django.db.models import TextChoices

from district.api.models import ApiToken
from district.outbox.services import mail, tasks
from district.partners.models import Membership

MOST_READERS = 20


class Act(TextChoices):
    MADE = "made"
    ROTATED = "rotated"
    REVOKED = "revoked"
    ENDING = "ending"


SUBJECTS = {
    Act.MADE: "A token was made: {name}",
    Act.ROTATED: "A token has a new secret: {name}",
    Act.REVOKED: "A token was revoked: {name}",
    Act.ENDING: "A token ends soon: {name}",
}


def promise(token: ApiToken, act: Act) -> None:
    turn = f"{token.rotated_at or token.created_at:%Y-%m-%dT%H:%M:%S.%f}"
    tasks.enqueue(
        name="api.write_about_token",
        args={"token_id": token.pk, "act": act.value, "turn": turn},
        key=f"token {token.pk} {act.value} {turn}",
    )


def write(*, token_id: int, act: Act, turn: str) -> None:
    token = ApiToken.objects.select_related("organisation").filter(pk=token_id).first()
    if token is None or (act == Act.ENDING and token.state != ApiToken.State.LIVE):
        return
    members = Membership.objects.admins().filter(organisation=token.organisation).select_related("user")
    for membership in members.order_by("id")[:MOST_READERS]:
        mail.send(
            to=membership.user.email,
            subject=SUBJECTS[act].format(name=token.name),
            template="api/mail/token",
            context={
                "token": token,
                "organisation": token.organisation,
                "act": act.value,
                "url": f"{settings.SITE_URL.rstrip('/')}/employer/tokens/",
            },
            key=f"token {token.pk} {act.value} {turn}",
        )
