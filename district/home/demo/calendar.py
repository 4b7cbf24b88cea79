from datetime import date, timedelta


def monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
