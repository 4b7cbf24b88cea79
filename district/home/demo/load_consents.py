"""Most of the demo world's learners let employers see what fits."""

from learners.models import EmployerConsent, Learner

EVERY = 6  # one in so many says no


def load() -> None:
    learners = Learner.objects.filter(is_fictional=True).exclude(answered=[]).order_by("id")
    EmployerConsent.objects.bulk_create(
        [EmployerConsent(learner=learner) for number, learner in enumerate(learners) if number % EVERY],
        ignore_conflicts=True,
    )
