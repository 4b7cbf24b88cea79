"""The skills that a vacancy asks for: suggested ones accepted or refused, others named, by a person of the employer.

For an imported advert whose employer nobody has claimed, by WMCA staff.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from district.partners.actor import Actor
from district.skills.models import Level, Skill, SkillState
from district.skills.services import decisions
from district.web.errors import Refused
from employers import access, signals
from employers.models import Vacancy, VacancySkill
from employers.services import suggestions, vacancies, vacancy_checks
from employers.services import vacancy_states as states

MOST = 30


@transaction.atomic
def ask(*, vacancy: Vacancy, skill: Skill, level: int, need: str, by: Actor) -> VacancySkill:
    """Ask for the skill at this level; accepts a suggestion, and changes what was asked before."""
    access.require_deciding_skills(by, vacancy)
    vacancy = _changeable(vacancy)
    _check_answers([(level, need)])
    others = vacancy.asked_skills.filter(state=SkillState.ACCEPTED).exclude(skill=skill)
    if others.count() >= MOST:
        raise Refused(f"A vacancy asks for {MOST} skills at most. Remove one first.", code="too_many_skills")
    asked, _ = VacancySkill.objects.update_or_create(
        vacancy=vacancy,
        skill=skill,
        defaults={"level": level, "need": need, "state": SkillState.ACCEPTED},
    )
    _remember(vacancy, [asked])
    _tell(vacancy)
    return asked


@transaction.atomic
def ask_exactly(*, vacancy: Vacancy, wanted: Mapping[int, tuple[int, str]], by: Actor) -> bool:
    """Ask for these skills and no others, each by its id at a level and with a need. Says whether anything changed.

    What was accepted from the text and is not wanted any more is refused; suggestions that wait go on waiting.
    """
    access.require_deciding_skills(by, vacancy)
    vacancy = _changeable(vacancy)
    _check_answers(wanted.values())
    if len(wanted) > MOST:
        raise Refused(f"A vacancy asks for {MOST} skills at most.", field="skills", code="too_many_skills")
    if vacancy.state == Vacancy.State.OPEN and len(wanted) < vacancy_checks.LEAST_SKILLS:
        raise Refused(
            f"An open vacancy asks for at least {vacancy_checks.LEAST_SKILLS} skills.",
            field="skills",
            code="skills_missing",
        )
    known = {asked.skill_id: asked for asked in vacancy.asked_skills.order_by("id")}
    new = [
        VacancySkill(vacancy=vacancy, skill_id=skill_id, level=level, need=need)
        for skill_id, (level, need) in wanted.items()
        if skill_id not in known
    ]
    changed = []
    for skill_id, (level, need) in wanted.items():
        asked = known.get(skill_id)
        if asked and (asked.level, asked.need, asked.state) != (level, need, SkillState.ACCEPTED):
            asked.level, asked.need, asked.state = level, need, SkillState.ACCEPTED
            changed.append(asked)
    gone = [
        each for each in known.values() if each.state == SkillState.ACCEPTED and each.skill_id not in wanted
    ]
    refused = [each for each in gone if each.words]
    for each in refused:
        each.state = SkillState.REFUSED
    VacancySkill.objects.bulk_create(new)
    VacancySkill.objects.bulk_update([*changed, *refused], ["level", "need", "state"])
    vacancy.asked_skills.filter(id__in=[each.id for each in gone if not each.words]).delete()
    _remember(vacancy, changed)
    _remember(vacancy, refused)
    if new or changed or gone:
        _tell(vacancy)
    return bool(new or changed or gone)


@transaction.atomic
def refuse(*, vacancy: Vacancy, skill: Skill, by: Actor) -> None:
    """Do not ask for the skill. One that the text suggested stays refused; one that a person named is removed."""
    access.require_deciding_skills(by, vacancy)
    vacancy = _changeable(vacancy)
    asked = vacancy.asked_skills.filter(skill=skill).first()
    if asked is None or asked.state == SkillState.REFUSED:
        return
    others = vacancy.asked_skills.filter(state=SkillState.ACCEPTED).exclude(skill=skill).count()
    if (
        vacancy.state == Vacancy.State.OPEN
        and not vacancy.source
        and asked.state == SkillState.ACCEPTED
        and others < vacancy_checks.LEAST_SKILLS
    ):
        raise Refused(
            f"An open vacancy asks for at least {vacancy_checks.LEAST_SKILLS} skills. Add one before you remove this.",
            code="skills_missing",
        )
    if asked.words:
        asked.state = SkillState.REFUSED
        asked.save(update_fields=["state"])
        _remember(vacancy, [asked])
    else:
        asked.delete()
    _tell(vacancy)


@transaction.atomic
def ask_suggested(*, vacancy: Vacancy, answers: Mapping[int, tuple[int, str]], by: Actor) -> int:
    """Accept suggestions, each by its skill's id at a level and with a need; what somebody decided stays.

    Says how many.
    """
    access.require_deciding_skills(by, vacancy)
    vacancy = _changeable(vacancy)
    _check_answers(answers.values())
    waiting = list(vacancy.asked_skills.filter(state=SkillState.SUGGESTED, skill__in=answers).order_by("id"))
    if vacancy.asked_skills.filter(state=SkillState.ACCEPTED).count() + len(waiting) > MOST:
        raise Refused(
            f"A vacancy asks for {MOST} skills at most. Refuse what it can do without, then accept the others.",
            code="too_many_skills",
        )
    for asked in waiting:
        asked.level, asked.need = answers[asked.skill_id]
        asked.state = SkillState.ACCEPTED
    VacancySkill.objects.bulk_update(waiting, ["level", "need", "state"])
    _remember(vacancy, waiting)
    if waiting:
        _tell(vacancy)
    return len(waiting)


@transaction.atomic
def refuse_suggested(*, vacancy: Vacancy, skill_ids: Sequence[int], by: Actor) -> int:
    """Refuse suggestions; what somebody decided stays. Says how many."""
    access.require_deciding_skills(by, vacancy)
    vacancy = _changeable(vacancy)
    suggested = vacancy.asked_skills.filter(state=SkillState.SUGGESTED, skill__in=skill_ids)
    waiting = list(suggested.order_by("id"))
    for asked in waiting:
        asked.state = SkillState.REFUSED
    VacancySkill.objects.bulk_update(waiting, ["state"])
    _remember(vacancy, waiting)
    return len(waiting)


def _check_answers(answers: Iterable[tuple[int, str]]) -> None:
    if any(level not in Level.values or need not in VacancySkill.Need.values for level, need in answers):
        raise Refused("Choose one of the levels, and essential or desired.", code="choice")


def _remember(vacancy: Vacancy, decided: Sequence[VacancySkill]) -> None:
    """What a person made of suggestions, all in one way, counts for other adverts, too."""
    if found := {asked.skill_id: asked.words for asked in decided if asked.words}:
        decisions.keep_all(
            text=suggestions.text_of(vacancy.title, vacancy.description),
            found=found,
            is_accepted=decided[0].state == SkillState.ACCEPTED,
        )


def _changeable(vacancy: Vacancy) -> Vacancy:
    vacancy = states.lock(vacancy)
    vacancies.require_changeable(vacancy)
    return vacancy


def _tell(vacancy: Vacancy) -> None:
    if vacancy.state == Vacancy.State.OPEN:
        signals.vacancy_opened.send(sender=Vacancy, vacancy_ids=[vacancy.id])
