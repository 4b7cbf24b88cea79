"""What the demo world's learners keep and follow, and how often its vacancies have been seen."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from employers.models import AlertReader, JobAlert, KeptVacancy, Vacancy
from learners.models import Learner

SEARCHES = (
    ("IT support near home", "q=support&postcode=B21+9AZ&radius=10", "weekly"),
    ("Data jobs from £25,000", "q=data&salary=25000", "daily"),
)
KEPT = 3
SEEN = """
    INSERT INTO employers_vacancyday (vacancy_id, day, kind, source, count)
    SELECT vacancy.id, day::date, way.kind, way.source, found.times
    FROM (
        SELECT id, opened_at::date AS opened, row_number() OVER (ORDER BY id) AS number
        FROM employers_vacancy WHERE is_fictional AND state = 'open'
    ) vacancy
    CROSS JOIN generate_series(greatest(vacancy.opened, %(today)s - 27), %(today)s - 1, interval '1 day') day
    CROSS JOIN (VALUES
        ('seen', 'list', 9, 2), ('seen', 'match', 5, 1), ('seen', 'alert', 3, 0), ('seen', 'direct', 4, 0),
        ('apply', 'list', 3, -1), ('apply', 'match', 3, -1)
    ) way (kind, source, most, least)
    CROSS JOIN LATERAL (
        SELECT (vacancy.number * 7 + extract(doy FROM day)::int * 5 + vacancy.number * extract(dow FROM day)::int)
            %% way.most + way.least AS times
    ) found
    WHERE found.times > 0
"""


def load() -> None:
    learner = Learner.objects.filter(is_fictional=True).exclude(answered=[]).order_by("id").first()
    if learner is None:
        return
    now = timezone.now()
    reader = AlertReader.objects.create(learner=learner)
    JobAlert.objects.bulk_create(
        JobAlert(
            reader=reader,
            name=name,
            query=query,
            often=often,
            state=JobAlert.State.ON,
            asked_at=now - timedelta(days=number),
            since=now,
            ends_on=timezone.localdate() + timedelta(days=365 - number),
        )
        for number, (name, query, often) in enumerate(SEARCHES)
    )
    soonest = Vacancy.objects.filter(is_fictional=True, state="open", kind="job").order_by("closes_on", "id")
    KeptVacancy.objects.bulk_create(KeptVacancy(learner=learner, vacancy=each) for each in soonest[:KEPT])
    with connection.cursor() as cursor:
        cursor.execute(SEEN, {"today": timezone.localdate()})
