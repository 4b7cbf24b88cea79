from django.db import models


class ScheduleSlot(models.Model):
    """One turn of a periodic job.

    The unique pair lets any number of beats run while each turn is taken once.
    """

    job = models.CharField(max_length=100)
    slot_at = models.DateTimeField()
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "slot_at"], name="outbox_slot_taken_once")]

    def __str__(self) -> str:
        return f"{self.job} at {self.slot_at:%Y-%m-%d %H:%M}"
