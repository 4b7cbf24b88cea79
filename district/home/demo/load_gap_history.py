"""Earlier months of the table of gaps, so that the demo world has a history to show: less was asked, held and learnt."""

from datetime import date, timedelta

from django.db import connection, transaction

from district.matching.models import GapCell
from district.partners.models import Organisation

MONTHS = 8
STORE = """
    INSERT INTO matching_gapcell (
        day, skill_id, level, place, council_id, demand, posted, needed, supply, in_training, seats, unlimited_runs,
        method
    )
    SELECT
        %(day)s, skill_id, level, place, council_id,
        demand * %(demand)s / 100, posted * %(demand)s / 100, needed * %(demand)s / 100, supply * %(supply)s / 100,
        in_training * (%(seats)s + skill_id %% 5 * 6) / 100, seats * (%(seats)s + skill_id %% 7 * 4) / 100, unlimited_runs, method
    FROM matching_gapcell
    WHERE day = %(newest)s AND skill_id IN (
        SELECT skill_id FROM matching_gapcell WHERE day = %(newest)s GROUP BY skill_id HAVING sum(demand) > 2
    )
"""


@transaction.atomic
def load() -> None:
    """The last day of each of the months before the one that was counted; once."""
    days = list(GapCell.objects.order_by("-day").values_list("day", flat=True).distinct()[:2])
    if len(days) != 1 or not Organisation.objects.filter(is_fictional=True).exists():
        return
    day: date = days[0]
    with connection.cursor() as cursor:
        for ago in range(1, MONTHS + 1):
            day = day.replace(day=1) - timedelta(days=1)
            shares = {"demand": 100 - 5 * ago + ago % 3 * 6, "supply": 100 - 8 * ago, "seats": 70 - 4 * ago}
            cursor.execute(STORE, {"day": day, "newest": days[0], **shares})
