"""Two academic years and what has gone of this one, behind the demo world's present: who applied for the fictional
providers' funded courses, who came, who stayed, whom employers interviewed, and what became of them.

The same every time for the same day. Each step has its file: past_runs, past_people, past_learning, past_outcomes; how
often what happened stands in years.
"""

from random import Random

from django.utils import timezone

from district.home.demo import past_learning, past_outcomes, past_people, past_runs, years
from district.home.demo.past_people import Person
from programmes.models import Application, CourseRun, Enrolment

ONLY_LOOKED = 240  # people who made a profile and never applied
Sent = Application.State


def load() -> None:
    """After all else: what is there already is the present that this is the past of."""
    chance = Random(2024)  # noqa: S311  chance that tells a story guards nothing
    today = timezone.localdate()
    runs = past_runs.make(today)
    asked = [(run, *past_learning.sizes(run, chance, today)) for run in runs]
    people = iter(past_people.make(chance, sum(came + other for _, came, other in asked), today))
    past_people.make(Random(2025), ONLY_LOOKED, today, kind="looked")  # noqa: S311  as above
    applications: list[Application] = []
    learnt: list[tuple[Enrolment, Person]] = []
    for run, came, other in asked:
        for _ in range(came):
            person = next(people)
            application = past_learning.application_of(run, person, chance, (Sent.ENROLLED, ""))
            applications.append(application)
            learnt.append((past_learning.enrolment_of(application, person, chance, today), person))
        for _ in range(other):
            ended = years.drawn(chance, years.ENDED)
            applications.append(past_learning.application_of(run, next(people), chance, ended))
    Application.objects.bulk_create(applications)
    enrolments = Enrolment.objects.bulk_create(enrolment for enrolment, _ in learnt)
    CourseRun.objects.bulk_update(past_runs.with_places(runs, enrolments), ["places_taken"])
    hired = past_outcomes.interviews(learnt, chance, today)
    past_outcomes.destinations(learnt, hired, chance, today)
    past_runs.first_sessions(runs)
