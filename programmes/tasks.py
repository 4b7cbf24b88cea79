from datetime import timedelta

from django.utils import timezone

from district.outbox.work import periodic_task
from programmes.models import CatalogueChange
from programmes.services import runs, words


@periodic_task(name="programmes.close_started", every=timedelta(hours=1), soft_time_limit=100, time_limit=120)
def close_started() -> None:
    """Runs that have begun take nobody more; the words and marks of the catalogue are tidied on the way."""
    runs.close_started()
    words.learn_again()
    CatalogueChange.objects.filter(made_at__lt=timezone.now() - timedelta(hours=1)).delete()
