"""The Celery worker as a child of `up` or of a test: it and its pool end with their parent, however that ends."""

import os
import sys

from celery.signals import beat_embedded_init, worker_process_init

from district.celery import app
from district.launch import parent


def main(arguments: list[str]) -> None:
    parent.die_with_parent(int(os.environ["DISTRICT_PARENT"]) if "DISTRICT_PARENT" in os.environ else None)
    os.environ["CELERY_SKIP_CHECKS"] = "1"  # who started us has checked
    worker_process_init.connect(_in_child)
    beat_embedded_init.connect(_in_child)
    app.worker_main(["worker", *arguments])


def _in_child(**_: object) -> None:
    parent.die_with_parent()


if __name__ == "__main__":
    main(sys.argv[1:])
