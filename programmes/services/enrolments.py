"""Every change to an enrolment, from an accepted place to a result and what came of it."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import Refused
from learners.models import Learner
from learners.services import held_skills
from programmes import access, codes, derived
from programmes.models import (
    Application,
    CourseRun,
    Destination,
    DurationUnit,
    Enrolment,
    ProgrammeKind,
)
from programmes.services import applications, curriculum, letters, places, states, waiting

State = Enrolment.State

RECORD = (
    *("uln", "learner_reference", "learning_aim", "fund_model", "programme_type", "funding_source"),
    *("full_funding", "delivery_postcode", "subcontractor_ukprn"),
)
DATES = ("starts_on", "planned_end_on")
FUNDING = {ProgrammeKind.SKILLS_BOOTCAMP: ("37", "32"), ProgrammeKind.ADULT_SKILLS: ("35", "")}


# Before the first day --------------------------------------------------------------------------------


@transaction.atomic
def confirm(*, application: Application, values: dict[str, Any] | None = None, by: Actor) -> Enrolment:
    """Make an accepted place an enrolment. The place, and the facts at the start, go over to it."""
    run = places.lock(application.run_id)
    access.require_deciding(by, run.course.organisation_id)
    current = applications.of_run(run, application)
    known = Enrolment.objects.filter(application=current).order_by("id").first()
    if known is not None:
        return known
    unmet = [condition.words for condition in current.conditions.filter(met_at=None).order_by("id")]
    if unmet:
        raise Refused(f"This has still to be done: {'; '.join(unmet)}.", code="conditions")
    states.move(current, Application.State.ENROLLED)
    current.holds_place, current.ended_at, current.earnings = False, timezone.now(), None
    states.save(current, "state", "holds_place", "ended_at", "earnings")
    enrolment = _begun(run, current, values or {})
    _save_new(enrolment)
    letters.promise_step(enrolment, letters.Step.ENROLLED)
    return enrolment


def _begun(run: CourseRun, application: Application, values: dict[str, Any]) -> Enrolment:
    starts_on = values.get("starts_on") or run.starts_on or timezone.localdate()
    learner = Learner.objects.select_related("postcode__lsoa").get(pk=application.learner_id)
    programme = run.course.programme
    fund_model, programme_type = (
        FUNDING.get(ProgrammeKind(programme.kind), ("", "")) if programme else ("", "")
    )
    enrolment = Enrolment(
        organisation_id=run.course.organisation_id,
        run=run,
        learner=learner,
        application=application,
        learning_aim=run.course.learning_aim,
        starts_on=starts_on,
        planned_end_on=values.get("planned_end_on") or planned_end(run, starts_on),
        fund_model=fund_model,
        programme_type=programme_type,
        prior_level=application.prior_level,
        employment_status=application.employment_status,
        unemployed_for=application.unemployed_for,
        weekly_hours=application.weekly_hours,
        age_at_start=application.age_on(starts_on),
    )
    if postcode := learner.postcode:
        enrolment.council_code, enrolment.ward_code = postcode.council_id, postcode.ward_id or ""
        enrolment.lsoa_code = postcode.lsoa_id or ""
        enrolment.imd_decile = postcode.lsoa.imd_decile if postcode.lsoa else None
    set_record(enrolment, values)
    return enrolment


def planned_end(run: CourseRun, starts_on: date) -> date:
    """That of the run, or as long after a start of one's own as the run takes."""
    if run.starts_on:
        return max(places.last_day(run), starts_on)
    unit = _own_days(run)
    return starts_on + timedelta(days=max(unit - 1, 0))


def _own_days(run: CourseRun) -> int:
    return 0 if not run.duration_unit else (run.duration or 0) * places.DAYS[DurationUnit(run.duration_unit)]


def set_record(enrolment: Enrolment, values: dict[str, Any]) -> list[str]:
    """Put in what the provider enters of the national record; the names of what has changed."""
    changed = []
    for name in RECORD:
        if name in values and getattr(enrolment, name) != values[name]:
            setattr(enrolment, name, values[name])
            changed.append(name)
    if enrolment.uln and not derived.is_uln(enrolment.uln):
        raise Refused("This is not a unique learner number. Check its ten digits.", field="uln")
    return changed


def _save_new(enrolment: Enrolment) -> None:
    try:
        with transaction.atomic():
            enrolment.save()
    except IntegrityError as fault:
        raise taken(fault) from fault


def taken(fault: IntegrityError) -> Exception:
    if "programmes_enrolment_once_in_record" in str(fault):
        return Refused(
            "This learner reference has an enrolment on the same aim and first day already.",
            field="learner_reference",
        )
    if "programmes_on_a_run_once" in str(fault):
        return Refused("This person is on this course run already.", code="twice")
    return fault


@transaction.atomic
def change_record(
    *, enrolment: Enrolment, values: dict[str, Any], version: int | None = None, by: Actor
) -> Enrolment:
    """Numbers, funding and dates of the national record. What follows from them is worked out, never entered."""
    current = _locked(enrolment, by)
    states.check_version(current, version)
    changed = set_record(current, values)
    for name in DATES:
        if values.get(name) and getattr(current, name) != values[name]:
            setattr(current, name, values[name])
            changed.append(name)
    if not changed:
        return current
    check_dates(current)
    try:
        with transaction.atomic():
            states.save(current, *changed)
    except IntegrityError as fault:
        raise taken(fault) from fault
    return current


def check_dates(enrolment: Enrolment) -> None:
    if enrolment.planned_end_on < enrolment.starts_on:
        raise Refused("The planned end is before the start. Change one of them.", field="planned_end_on")
    for field in ("ended_on", "achieved_on"):
        day = getattr(enrolment, field)
        if day is not None and day < enrolment.starts_on:
            raise Refused("This day is before the first day of learning.", field=field)


@transaction.atomic
def begin(*, enrolment: Enrolment, on: date | None = None, by: Actor) -> Enrolment:
    """They have come. The register does this for whoever is there."""
    current = _locked(enrolment, by)
    if current.state != State.ENROLLED:
        if current.state == State.IN_LEARNING:
            return current
        raise states.refusal(current, State.IN_LEARNING)
    if on is not None:
        if on > timezone.localdate():
            raise Refused("The first day of learning cannot be in the future.", field="on")
        current.starts_on = on
        current.planned_end_on = max(current.planned_end_on, on)
    states.move(current, State.IN_LEARNING)
    states.save(current, "state", *DATES)
    return current


@transaction.atomic
def cancel(*, enrolment: Enrolment, by: Actor) -> Enrolment:
    """Before it has begun: by the person or the provider. The place goes to the next at once."""
    access.require_own_enrolment(by, enrolment)
    run = places.lock(enrolment.run_id)
    current = _fresh(enrolment)
    if states.move(current, State.CANCELLED):
        _free_place(run, current)
        states.save(current, "state", "holds_place")
        letters.promise_step(current, letters.Step.CANCELLED)
    return current


@transaction.atomic
def no_show(*, enrolment: Enrolment, by: Actor) -> Enrolment:
    """They never came. The place is free again; until the run starts it goes to the next."""
    access.require_roster(by, enrolment.organisation_id)
    run = places.lock(enrolment.run_id)
    current = _fresh(enrolment)
    if states.move(current, State.NO_SHOW):
        _free_place(run, current)
        states.save(current, "state", "holds_place")
    return current


# While learning --------------------------------------------------------------------------------------


@transaction.atomic
def take_break(*, enrolment: Enrolment, last_day: date, by: Actor) -> Enrolment:
    """They stop for a while. They keep the place; coming back makes a new enrolment."""
    current = _locked(enrolment, by)
    if states.move(current, State.ON_BREAK):
        _stop(current, last_day)
        states.save(current, "state", "ended_on")
        letters.promise_step(current, letters.Step.BROKEN_OFF)
    return current


@transaction.atomic
def resume(
    *,
    enrolment: Enrolment,
    on: date,
    planned_end_on: date | None = None,
    run: CourseRun | None = None,
    by: Actor,
) -> Enrolment:
    """Go on after a break: a new enrolment that says which it goes on from, on the same run or a later one."""
    access.require_roster(by, enrolment.organisation_id)
    target = run or enrolment.run
    locked = {run_id: places.lock(run_id) for run_id in sorted({enrolment.run_id, target.pk})}
    before = _fresh(enrolment)
    again = Enrolment.objects.filter(restart_of=before).first()
    if again is not None:
        return again
    if before.state != State.ON_BREAK or before.ended_on is None:
        raise Refused("Only somebody on a break can come back from it.", code="state")
    if on <= before.ended_on or on > timezone.localdate():
        raise Refused("Enter a day after the break began, and not in the future.", field="on")
    new_run = locked[target.pk]
    if new_run.course.organisation_id != before.organisation_id:
        raise Refused("Choose one of your own course runs.", field="run")
    new = Enrolment(restart_of=before, state=State.IN_LEARNING, holds_place=False, starts_on=on, run=new_run)
    for name in _COPIED:
        setattr(new, name, getattr(before, name))
    new.planned_end_on = planned_end_on or max(before.planned_end_on, on)
    if new.planned_end_on < on:
        raise Refused("The planned end is before the day they come back.", field="planned_end_on")
    places.give_back(locked[before.run_id], before)
    places.take(new_run, new)
    states.save(before, "holds_place")
    for each in locked.values():
        places.save(each)
    _save_new(new)
    letters.promise_step(new, letters.Step.RESUMED)
    return new


_COPIED = (
    *("organisation_id", "learner_id", "application_id", *RECORD, "prior_level", "employment_status"),
    *(
        "unemployed_for",
        "weekly_hours",
        "age_at_start",
        "council_code",
        "ward_code",
        "lsoa_code",
        "imd_decile",
    ),
)


@transaction.atomic
def withdraw(*, enrolment: Enrolment, last_day: date, reason: str, by: Actor) -> Enrolment:
    """They leave before the end, with the reason as the national record codes it."""
    access.require_roster(by, enrolment.organisation_id)
    if reason not in codes.WithdrawalReason.values:
        raise Refused("Choose the reason for leaving.", field="reason")
    run = places.lock(enrolment.run_id)
    current = _fresh(enrolment)
    was_on_break = current.state == State.ON_BREAK
    if states.move(current, State.WITHDRAWN):
        if was_on_break and Enrolment.objects.filter(restart_of=current).exists():
            raise has_come_back()
        if not was_on_break:
            _stop(current, last_day)
        current.withdrawal_reason = reason
        _free_place(run, current)
        states.save(current, "state", "holds_place", "ended_on", "withdrawal_reason")
        letters.promise_step(current, letters.Step.LEFT)
    return current


@transaction.atomic
def complete(*, enrolment: Enrolment, last_day: date, by: Actor) -> Enrolment:
    """They have done all there was to do; the result may come later. What their run taught goes on their profile,
    never below a level they have, and their matches are worked out afresh.
    """
    if enrolment.learner_id is not None:
        Learner.objects.select_for_update().filter(
            pk=enrolment.learner_id
        ).first()  # learners before programmes
    current = _locked(enrolment, by)
    if current.state in {State.ACHIEVED, State.NOT_ACHIEVED}:
        return current
    if states.move(current, State.COMPLETED):
        _stop(current, last_day)
        states.save(current, "state", "ended_on")
        _confirm_skills(current)
        letters.promise_step(current, letters.Step.COMPLETED)
    return current


def _confirm_skills(enrolment: Enrolment) -> None:
    if enrolment.learner_id is None:
        return
    taught = curriculum.taught_to(enrolment)
    held_skills.confirm(
        learner_id=enrolment.learner_id,
        levels={each.skill_id: each.level for each in taught},
        note=enrolment.run.course.title,
    )


@transaction.atomic
def achieve(*, enrolment: Enrolment, on: date, by: Actor) -> Enrolment:
    """The result: achieved, also after a resit."""
    current = _locked(enrolment, by)
    if states.move(current, State.ACHIEVED):
        current.achieved_on = result_day(current, on)
        states.save(current, "state", "achieved_on")
        letters.promise_step(current, letters.Step.ACHIEVED)
    return current


@transaction.atomic
def not_achieve(*, enrolment: Enrolment, by: Actor) -> Enrolment:
    """The result: completed, not achieved. A resit may still change it."""
    current = _locked(enrolment, by)
    if states.move(current, State.NOT_ACHIEVED):
        states.save(current, "state")
    return current


@transaction.atomic
def correct(*, enrolment: Enrolment, to: str, reason: str, by: Actor) -> Enrolment:
    """Put right what was recorded by mistake, with the reason in the history. Skills that were confirmed stay."""
    access.require_roster(by, enrolment.organisation_id)
    if not reason.strip():
        raise Refused("Say what was wrong: it is kept with the history.", field="reason")
    run = places.lock(enrolment.run_id)
    current = _fresh(enrolment)
    if to not in Enrolment.CORRECTIONS.get(State(current.state), set()):
        raise states.refusal(current, to)
    if not current.holds_place:
        places.take(run, current)
        places.save(run)
    current.state = to
    current.withdrawal_reason = ""
    if to != State.ACHIEVED:
        current.achieved_on = None
    if to == State.IN_LEARNING:
        current.ended_on = None
    current.correction = reason.strip()[:300]
    states.save(current, "state", "holds_place", "withdrawal_reason", "achieved_on", "ended_on", "correction")
    return current


# Afterwards ------------------------------------------------------------------------------------------


@transaction.atomic
def record_destination(
    *,
    enrolment: Enrolment,
    kind: str,
    code: str,
    starts_on: date,
    ends_on: date | None = None,
    collected_on: date | None = None,
    note: str = "",
    by: Actor,
) -> Destination:
    """What came of it. One row for each thing that came of it; the same again changes nothing."""
    current = _locked(enrolment, by)
    if (kind, code) not in codes.DESTINATIONS:
        raise Refused("Choose one of the listed destinations.", field="code")
    if current.is_current and current.state != State.ON_BREAK:
        raise Refused("Record the end of the course first, then what came of it.", code="state")
    today = timezone.localdate()
    collected = collected_on or today
    if collected > today:
        raise Refused("The day you heard of it cannot be in the future.", field="collected_on")
    if starts_on > today + timedelta(days=365):
        raise Refused("A destination may start at most a year from now.", field="starts_on")
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The end is before the start. Change one of them.", field="ends_on")
    found, _ = Destination.objects.update_or_create(
        enrolment=current,
        kind=kind,
        code=code,
        starts_on=starts_on,
        defaults={
            "ends_on": ends_on,
            "collected_on": collected,
            "note": note.strip()[:300],
            "recorded_by": by.person,
        },
    )
    return found


@transaction.atomic
def remove_destination(*, destination: Destination, by: Actor) -> None:
    """It did not come about, or is recorded otherwise now."""
    _locked(destination.enrolment, by)
    Destination.objects.filter(pk=destination.pk).delete()


# What they have in common ----------------------------------------------------------------------------


def _locked(enrolment: Enrolment, by: Actor) -> Enrolment:
    access.require_roster(by, enrolment.organisation_id)
    return _fresh(enrolment)


def _fresh(enrolment: Enrolment) -> Enrolment:
    return (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("run__course", "learner")
        .defer("run__course__search")
        .get(pk=enrolment.pk)
    )


def stop(enrolment: Enrolment, last_day: date) -> None:
    """The last day of learning. The caller saves it."""
    if last_day > timezone.localdate():
        raise Refused("The last day of learning cannot be in the future.", field="last_day")
    if last_day < enrolment.starts_on:
        raise Refused("The last day of learning is before the first.", field="last_day")
    enrolment.ended_on = last_day


def shorten(enrolment: Enrolment) -> Application | None:
    """The days after the last one are the learner's own again. The application that is to be saved for it."""
    application, last_day = enrolment.application, enrolment.ended_on
    if application is None or application.busy is None or last_day is None:
        return None
    application.busy = DateRange(min(application.busy.lower, last_day), last_day, "[]")
    return application


def has_come_back() -> Refused:
    return Refused("They have come back from this break. Change their later enrolment.", code="state")


def _stop(enrolment: Enrolment, last_day: date) -> None:
    stop(enrolment, last_day)
    if application := shorten(enrolment):
        states.save(application, "busy")


def _free_place(run: CourseRun, enrolment: Enrolment) -> None:
    """Give the place back, let the next have it, and the learner their days."""
    held = enrolment.holds_place
    places.give_back(run, enrolment)
    if enrolment.application is not None and enrolment.state in {State.CANCELLED, State.NO_SHOW}:
        places.free_busy([enrolment.application])
    if held:
        places.save(run)
        waiting.move_on(run)


def result_day(enrolment: Enrolment, on: date) -> date:
    if on > timezone.localdate():
        raise Refused("The day of the result cannot be in the future.", field="on")
    if on < enrolment.starts_on:
        raise Refused("The day of the result is before the first day of learning.", field="on")
    return on
