"""How the places of an intake are given, in plain words: to everybody before they apply, and to each afterwards."""

from dataclasses import dataclass

from programmes.models import Application, Intake, PriorityClass


@dataclass(frozen=True)
class Rule:
    """What an intake has published. `seed` only once its places are given."""

    intake: Intake
    groups: list[str]
    seed: str = ""
    own_group: str = ""
    own_reference: str = ""
    own_lot: str = ""


def rule(intake: Intake | None, application: Application | None = None) -> Rule | None:
    """With an application: the group and the lot of its learner too, once they are drawn."""
    if intake is None:
        return None
    groups = [str(PriorityClass(code).label) for code in intake.classes]
    if intake.settled_at is None:
        return Rule(intake, groups)
    if application is None or application.lot is None or application.priority_class is None:
        return Rule(intake, groups, intake.seed)
    number = application.priority_class
    return Rule(
        intake,
        groups,
        intake.seed,
        groups[number] if number < len(groups) else "Everybody else" if groups else "Everybody",
        str(application.learner.public_id),
        f"{application.lot:015x}",
    )


def lot_rows(found: Rule | None) -> list[dict[str, str]]:
    """What anybody needs to work out their own lot."""
    if found is None or not found.own_lot:
        return []
    told = [
        ("Your group", found.own_group),
        ("Your reference", found.own_reference),
        ("Your lot", found.own_lot),
    ]
    return [{"key": key, "value": value} for key, value in told]
