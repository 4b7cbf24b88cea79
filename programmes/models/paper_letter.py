import uuid
from typing import Self

from django.db import models
from django.utils import timezone

from district.partners.actor import Actor
from programmes.models.application import Application


class PaperLetterQuerySet(models.QuerySet["PaperLetter"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those who help the person, until the person takes that back."""
        return self.filter(application__in=Application.objects.helped_by(actor).values("pk"))

    def waiting(self) -> Self:
        return self.filter(given_at=None)


class PaperLetter(models.Model):
    """What the portal would have sent by e-mail to somebody who has no address: to be printed and handed over by those
    who help them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="paper_letters")
    key = models.CharField(max_length=200, help_text="The act: one act makes one letter.")
    subject = models.CharField(max_length=200)
    words = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    given_at = models.DateTimeField(null=True, help_text="When it was printed and handed over.")

    objects = PaperLetterQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="programmes_letter_once_an_act"),
        ]

    def __str__(self) -> str:
        return self.subject
