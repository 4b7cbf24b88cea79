import contextlib
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from district.skills.models import Level, Skill, SkillState
from district.web.errors import NotAllowed, Refused
from programmes import signals, tasks
from programmes.models import Course, CourseRun, CourseWord, TaughtSkill, Venue
from programmes.services import courses, runs, skills, venues
from tests.factories.partners import actor_of, make_staff
from tests.factories.programmes import make_course, make_provider, make_run, make_taught_skill, make_venue
from tests.factories.skills import make_skill


@pytest.fixture
def heard():
    """(signal, course ids) in the order they were sent."""
    told: list[tuple[str, list[int]]] = []

    def opened(sender, course_ids, **kwargs):
        told.append(("opened", course_ids))

    def closed(sender, course_ids, **kwargs):
        told.append(("closed", course_ids))

    signals.run_opened.connect(opened)
    signals.run_closed.connect(closed)
    yield told
    signals.run_opened.disconnect(opened)
    signals.run_closed.disconnect(closed)


# Courses -------------------------------------------------------------------------------------------


def test_a_new_course_is_a_draft_with_skills_suggested_from_its_text(provider, teacher):
    make_skill(label="Python")

    course = courses.create(
        organisation=provider, values={"title": "Python for beginners", "state": "live"}, by=teacher
    )

    assert (course.state, course.organisation) == (Course.State.DRAFT, provider)
    assert TaughtSkill.objects.get(course=course).state == SkillState.SUGGESTED


def test_a_draft_is_published_with_an_open_run_and_matching_hears_of_it(provider, teacher, heard):
    course = make_course(organisation=provider, state=Course.State.DRAFT, runs=1)

    courses.publish(course=course, by=teacher)
    courses.publish(course=course, by=teacher)

    course.refresh_from_db()
    assert course.state == Course.State.LIVE
    assert heard == [("opened", [course.id])]
    assert CourseWord.objects.filter(word="pages").exists()


@pytest.mark.parametrize(
    ("fields", "runs_of_it", "sentence"),
    [
        ({"who_for": ""}, 1, "Say who the course is for."),
        ({"what_you_learn": ""}, 1, "Say what people will learn."),
        ({}, 0, "Add a course run and open it, so that people can join."),
    ],
)
def test_an_unfinished_course_is_not_published(provider, teacher, fields, runs_of_it, sentence):
    course = make_course(organisation=provider, state=Course.State.DRAFT, runs=runs_of_it, **fields)

    with pytest.raises(Refused) as refused:
        courses.publish(course=course, by=teacher)

    assert refused.value.message == sentence
    assert Course.objects.get().state == Course.State.DRAFT


def test_archiving_twice_is_archiving_once_and_it_can_be_published_again(provider, teacher, heard):
    course = make_course(organisation=provider, runs=1)

    courses.archive(course=course, by=teacher)
    courses.archive(course=course, by=teacher)
    assert heard == [("closed", [course.id])]

    courses.publish(course=course, by=teacher)
    assert Course.objects.get().state == Course.State.LIVE


def test_changing_a_course_writes_only_its_own_fields(provider, teacher):
    course = make_course(organisation=provider)
    other = make_provider()

    courses.change(
        course=course, values={"title": "New", "organisation": other, "state": "archived"}, by=teacher
    )

    after = Course.objects.get()
    assert (after.title, after.organisation, after.state, after.version) == (
        "New",
        provider,
        Course.State.LIVE,
        2,
    )


def test_a_live_course_cannot_lose_what_people_decide_by(provider, teacher):
    course = make_course(organisation=provider)

    with pytest.raises(Refused, match="Say who the course is for"):
        courses.change(course=course, values={"who_for": ""}, by=teacher)


def test_the_second_of_two_who_edit_is_told(provider, teacher):
    course = make_course(organisation=provider)
    courses.change(course=course, values={"title": "First"}, by=teacher, version=1)

    with pytest.raises(Refused) as refused:
        courses.change(course=course, values={"title": "Second"}, by=teacher, version=1)

    assert (refused.value.code, Course.objects.get().title) == ("stale", "First")


def test_staff_may_change_what_a_provider_teaches_and_strangers_may_not(provider, stranger):
    course = make_course(organisation=provider, runs=1)
    staff = actor_of(make_staff())

    courses.change(course=course, values={"title": "By staff"}, by=staff)
    assert Course.objects.get().title == "By staff"

    run = course.runs.get()
    for act in (
        lambda: courses.create(organisation=provider, values={"title": "x"}, by=stranger),
        lambda: courses.change(course=course, values={"title": "x"}, by=stranger),
        lambda: courses.publish(course=course, by=stranger),
        lambda: courses.archive(course=course, by=stranger),
        lambda: runs.create(course=course, values={}, by=stranger),
        lambda: runs.change(run=run, values={"capacity": 1}, by=stranger),
        lambda: runs.open_(run=run, by=stranger),
        lambda: runs.close(run=run, by=stranger),
        lambda: runs.cancel(run=run, by=stranger),
        lambda: venues.create(organisation=provider, values={}, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Course.objects.get().title == "By staff"


# Runs ----------------------------------------------------------------------------------------------


def values(**changes):
    start = timezone.localdate() + timedelta(days=20)
    return {"mode": "online", "starts_on": start, "is_flexible": False, "capacity": 10} | changes


def test_a_run_is_made_as_a_draft_and_opened(provider, teacher, heard):
    course = make_course(organisation=provider)

    run = runs.create(course=course, values=values(state="open", places_taken=9), by=teacher)
    assert (run.state, run.places_taken, heard) == (CourseRun.State.DRAFT, 0, [])

    runs.open_(run=run, by=teacher)
    runs.open_(run=run, by=teacher)
    assert (CourseRun.objects.get().state, heard) == (CourseRun.State.OPEN, [("opened", [course.id])])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": None}, "starts_on"),
        ({"ends_on": timezone.localdate()}, "ends_on"),
        ({"mode": "classroom"}, "venue"),
        ({"duration": 3}, "duration"),
        ({"duration_unit": "weeks"}, "duration"),
    ],
)
def test_a_run_that_contradicts_itself_is_refused_at_its_field(provider, teacher, changes, field):
    course = make_course(organisation=provider)

    with pytest.raises(Refused) as refused:
        runs.create(course=course, values=values(**changes), by=teacher)

    assert refused.value.field == field
    assert CourseRun.objects.count() == 0


def test_a_run_cannot_be_held_at_another_providers_venue(provider, teacher):
    course = make_course(organisation=provider)

    with pytest.raises(Refused, match="Choose one of your own venues"):
        runs.create(course=course, values=values(mode="classroom", venue=make_venue()), by=teacher)


def test_the_places_cannot_be_fewer_than_those_taken(provider, teacher):
    run = make_run(course=make_course(organisation=provider), capacity=12, places_taken=7)

    with pytest.raises(Refused) as refused:
        runs.change(run=run, values={"capacity": 6}, by=teacher)

    assert (refused.value.message, refused.value.field) == (
        "7 places are taken. Enter 7 or more places.",
        "capacity",
    )
    runs.change(run=run, values={"capacity": 7}, by=teacher)
    assert CourseRun.objects.get().capacity == 7


def test_a_started_run_is_not_opened_and_a_cancelled_one_not_changed(provider, teacher):
    course = make_course(organisation=provider)
    started = make_run(course=course, state="closed", starts_on=timezone.localdate() - timedelta(days=1))
    cancelled = make_run(course=course, state="cancelled")

    with pytest.raises(Refused, match="has started"):
        runs.open_(run=started, by=teacher)
    with pytest.raises(Refused, match="is cancelled"):
        runs.change(run=cancelled, values={"capacity": 3}, by=teacher)
    with pytest.raises(Refused, match="cannot become open"):
        runs.open_(run=cancelled, by=teacher)


def test_a_run_with_people_on_it_is_closed_but_not_cancelled(provider, teacher, heard):
    run = make_run(course=make_course(organisation=provider), places_taken=1)

    with pytest.raises(Refused, match="1 person holds a place"):
        runs.cancel(run=run, by=teacher)
    runs.close(run=run, by=teacher)

    run.refresh_from_db()
    assert (run.state, run.places_taken, heard) == (CourseRun.State.CLOSED, 1, [("closed", [run.course_id])])


def test_runs_that_have_started_are_closed_once(provider, heard):
    course = make_course(organisation=provider)
    today = timezone.localdate()
    started = make_run(course=course, starts_on=today - timedelta(days=1))
    ahead = make_run(course=course, starts_on=today)
    any_time = make_run(course=course, is_flexible=True)

    assert (runs.close_started(), runs.close_started()) == (1, 0)

    states = dict(CourseRun.objects.values_list("id", "state"))
    assert states == {started.id: "closed", ahead.id: "open", any_time.id: "open"}
    assert heard == [("closed", [course.id])]


def test_the_periodic_job_takes_its_turn_once(provider):
    make_run(starts_on=timezone.localdate() - timedelta(days=1))

    assert (tasks.close_started(), tasks.close_started()) == ("done", "taken")

    assert CourseRun.objects.get().state == CourseRun.State.CLOSED


@pytest.mark.django_db(transaction=True)
def test_places_taken_while_the_provider_lowers_the_capacity_are_never_too_many(teacher):
    """Ten times: eight people take a place under the row lock while the capacity falls from 10 to 8."""
    for _ in range(10):
        run = make_run(course=make_course(organisation=teacher.organisation), capacity=10, places_taken=0)
        barrier = Barrier(9)

        def take(run_id=run.id, barrier=barrier):
            barrier.wait()
            with transaction.atomic():
                held = CourseRun.objects.select_for_update().get(id=run_id)
                if held.places_left:
                    CourseRun.objects.filter(id=run_id).update(places_taken=held.places_taken + 1)
            connection.close()

        def lower(run=run, barrier=barrier):
            barrier.wait()
            with contextlib.suppress(Refused):
                runs.change(run=run, values={"capacity": 4}, by=teacher)
            connection.close()

        threads = [Thread(target=take) for _ in range(8)] + [Thread(target=lower)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        run.refresh_from_db()
        assert run.places_taken <= run.capacity
        assert (run.capacity, run.places_taken) in {(4, 4), (10, 8)}


# Venues --------------------------------------------------------------------------------------------


def test_a_venue_needs_a_name_of_its_own(provider, teacher, lock_house):
    again = {"name": "lock house", "address": "x", "town": "y", "postcode": lock_house.postcode}

    with pytest.raises(Refused) as refused:
        venues.create(organisation=provider, values=again, by=teacher)

    assert (refused.value.field, Venue.objects.count()) == ("name", 1)


def test_a_venue_in_use_is_not_removed(provider, teacher, lock_house):
    run = make_run(course=make_course(organisation=provider), venue=lock_house)

    with pytest.raises(Refused, match="Course runs are held here"):
        venues.remove(venue=lock_house, by=teacher)

    run.delete()
    venues.remove(venue=lock_house, by=teacher)
    assert Venue.objects.count() == 0


# Skills --------------------------------------------------------------------------------------------


def test_accepting_a_suggestion_twice_accepts_it_once_and_tells_matching(provider, teacher, heard):
    taught = make_taught_skill(
        course=make_course(organisation=provider), skill=make_skill(), state=SkillState.SUGGESTED, words="web"
    )

    skills.decide(taught=taught, accept=True, level=Level.ADVANCED, by=teacher)
    skills.decide(taught=taught, accept=True, level=Level.ADVANCED, by=teacher)

    taught.refresh_from_db()
    assert (taught.state, taught.level, taught.words) == (SkillState.ACCEPTED, Level.ADVANCED, "web")
    assert heard == [("opened", [taught.course_id])]


def test_a_refused_skill_stays_refused_when_the_text_is_read_again(provider, teacher):
    make_skill(label="Python")
    course = courses.create(organisation=provider, values={"title": "Python"}, by=teacher)
    skills.decide(taught=TaughtSkill.objects.get(), accept=False, by=teacher)

    skills.suggest(course_ids=[course.id])

    assert TaughtSkill.objects.get().state == SkillState.REFUSED


def test_suggestions_that_the_text_no_longer_gives_go_away(provider, teacher):
    make_skill(label="Python")
    course = courses.create(organisation=provider, values={"title": "Python"}, by=teacher)

    courses.change(course=course, values={"title": "Baking"}, by=teacher)

    assert TaughtSkill.objects.count() == 0


def test_naming_a_skill_twice_keeps_the_last_level(provider, teacher):
    course, skill = make_course(organisation=provider), make_skill()

    skills.add(course=course, skill=skill, level=Level.FOUNDATION, by=teacher)
    skills.add(course=course, skill=skill, level=Level.EXPERT, by=teacher)

    assert TaughtSkill.objects.get().level == Level.EXPERT


def test_a_skill_from_the_text_that_is_taken_off_is_not_suggested_again(provider, teacher):
    course = make_course(organisation=provider)
    from_text = make_taught_skill(course=course, skill=make_skill(), words="web")
    named = make_taught_skill(course=course, skill=make_skill())

    skills.remove(taught=from_text, by=teacher)
    skills.remove(taught=named, by=teacher)

    assert list(TaughtSkill.objects.values_list("id", "state")) == [(from_text.id, SkillState.REFUSED)]


def test_groups_and_withdrawn_skills_cannot_be_taught(provider, teacher):
    course = make_course(organisation=provider)

    for skill in (make_skill(kind=Skill.Kind.GROUP), make_skill(withdrawn_at=timezone.now())):
        with pytest.raises(Refused):
            skills.add(course=course, skill=skill, level=1, by=teacher)
    with pytest.raises(Refused, match="four levels"):
        skills.add(course=course, skill=make_skill(), level=5, by=teacher)


def test_strangers_decide_nothing_about_skills(provider, stranger):
    taught = make_taught_skill(
        course=make_course(organisation=provider), skill=make_skill(), state=SkillState.SUGGESTED
    )

    for act in (
        lambda: skills.decide(taught=taught, accept=True, by=stranger),
        lambda: skills.add(course=taught.course, skill=make_skill(), level=1, by=stranger),
        lambda: skills.remove(taught=taught, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()
    taught.refresh_from_db()
    assert taught.state == SkillState.SUGGESTED


# Constraints ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"capacity": 3, "places_taken": 4}, "programmes_places_within_capacity"),
        ({"starts_on": None}, "programmes_start_date_or_flexible"),
        ({"ends_on": timezone.localdate()}, "programmes_ends_after_start"),
        ({"mode": "classroom"}, "programmes_classroom_has_venue"),
        ({"duration": 3, "duration_unit": ""}, "programmes_duration_has_unit"),
        ({"duration": None, "duration_unit": "weeks"}, "programmes_duration_has_unit"),
        ({"cost": -1}, "programmes_cost_not_negative"),
    ],
)
def test_postgresql_refuses_a_run_against_the_law(provider, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        make_run(**fields)


def test_postgresql_refuses_two_runs_of_one_source_reference(provider):
    run = make_run(source_reference="r1")

    with pytest.raises(IntegrityError, match="programmes_run_once_per_source"):
        make_run(course=run.course, source_reference="r1")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"level": "9"}, "programmes_level_e_or_1_to_8"),
        ({"learning_aim": "1234567"}, "programmes_learning_aim_form"),
    ],
)
def test_postgresql_refuses_a_course_against_the_law(provider, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        make_course(**fields)


def test_postgresql_refuses_a_course_twice_from_one_source(provider):
    make_course(source="open-data", source_reference="c1")

    with pytest.raises(IntegrityError, match="programmes_course_once_per_source"):
        make_course(source="open-data", source_reference="c1")


def test_postgresql_refuses_a_skill_taught_twice_or_beyond_four(provider):
    course, skill = make_course(), make_skill()
    make_taught_skill(course=course, skill=skill)

    for fields, constraint in (
        ({"skill": skill}, "programmes_skill_taught_once"),
        ({"skill": make_skill(), "level": 5}, "programmes_taught_level_1_to_4"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            make_taught_skill(course=course, **fields)


def test_postgresql_refuses_venues_of_one_name_or_reference(provider, lock_house):
    for fields, constraint in (
        ({"name": "LOCK HOUSE"}, "programmes_venue_name_once"),
        ({"name": "Other", "reference": "lh1"}, "programmes_venue_reference_once"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            make_venue(organisation=provider, **fields)


@pytest.mark.parametrize(
    ("duration", "unit", "is_taken"),
    [(5, "hours", False), (90, "minutes", False), (7, "hours", True), (1, "days", True), (None, "", True)],
)
def test_a_few_hours_are_not_full_time(provider, teacher, duration, unit, is_taken):
    course = make_course(organisation=provider)
    values = {"mode": "online", "study_mode": "full_time", "is_flexible": True} | {
        "duration": duration,
        "duration_unit": unit,
    }

    if is_taken:
        runs.create(course=course, values=values, by=teacher)
    else:
        with pytest.raises(Refused, match="is not full time") as refused:
            runs.create(course=course, values=values, by=teacher)
        assert refused.value.field == "study_mode"
    assert course.runs.count() == is_taken
