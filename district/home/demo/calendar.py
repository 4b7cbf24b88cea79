from datetime import date, datetime, time, timedelta

from django.utils import timezone


def monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
