from typing import Any

from django.core.management.base import BaseCommand

from district.matching.services import engines, runs


class Command(BaseCommand):
    help = "Freeze today's skill weights as a new engine version, and match everybody under it."

    def handle(self, *args: Any, **options: Any) -> None:
        engine = engines.freeze()
        self.stdout.write(
            f"Engine {engine.code}: {engine.vacancy_count} open vacancies, {engine.credit_count} pairs of skills."
        )
        done = runs.match_all()
        self.stdout.write(f"{done['learners']} learners matched, {done['changed']} lists changed.")
