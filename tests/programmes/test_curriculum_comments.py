"""What employers say about a curriculum, what the provider answers, and who reads which of it."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.celery import app
from district.outbox.models import OutboxTask
from district.partners.models import OrganisationRole, Role
from district.web.errors import NotAllowed, Refused
from programmes.models import CurriculumComment, CurriculumVersion
from programmes.services import curriculum, curriculum_comments
from tests.factories.curricula import make_comment, make_curriculum
from tests.factories.partners import make_actor
from tests.factories.programmes import make_course, make_run
from tests.factories.skills import make_skill

State = CurriculumComment.State
pytestmark = pytest.mark.django_db

SAID = {"kind": "missing", "words": "Nobody learns to test.", "may_quote": True, "may_name": True}


@pytest.fixture
def sql():
    return make_skill(label="SQL")


@pytest.fixture
def version(provider, sql):
    course = make_course(organisation=provider, title="Ask a database")
    return make_curriculum(course=course, outcomes=[("Ask for rows", {sql: 2}), ("Tell others", {})])


@pytest.fixture
def employer(db):
    return make_actor(role=Role.EMPLOYER)


@pytest.fixture
def comment(version, employer):
    return curriculum_comments.send(curriculum=version, outcome=None, values=SAID, by=employer)


@pytest.fixture
def later(version, teacher):
    """The draft after the version that is commented on."""
    return curriculum.begin(course=version.course, by=teacher)


def client_of(actor):
    client = Client()
    client.force_login(actor.user)
    return client


def page_of(course):
    return Client().get(reverse("course_show", args=[course.public_id])).text


def suspend(organisation):
    OrganisationRole.objects.filter(organisation=organisation).update(
        state="suspended", reason="Asked to.", decided_at=timezone.now()
    )


# Sent ------------------------------------------------------------------------------------------------


def test_an_employer_comments_on_the_whole_or_on_one_outcome(version, employer):
    outcome = version.outcomes.get(position=1)

    whole = curriculum_comments.send(curriculum=version, outcome=None, values=SAID, by=employer)
    part = curriculum_comments.send(curriculum=version, outcome=outcome, values=SAID, by=employer)

    assert (whole.outcome, part.outcome) == (None, outcome)
    assert {whole.state, part.state} == {State.WAITING}
    assert whole.organisation == employer.organisation


def test_the_same_said_twice_is_one_comment_with_the_later_words(version, employer, comment):
    again = curriculum_comments.send(curriculum=version, outcome=None, values=SAID, by=employer)
    other = curriculum_comments.send(
        curriculum=version, outcome=None, values=SAID | {"words": "Nor to debug."}, by=employer
    )

    assert again == other == comment
    assert CurriculumComment.objects.get().words == "Nor to debug."


def test_right_needs_no_words_and_no_answer(version, employer, teacher, later):
    values = {"kind": "right", "words": "", "may_quote": False, "may_name": False}
    comment = curriculum_comments.send(curriculum=version, outcome=None, values=values, by=employer)

    assert comment.state == State.NOTED
    with pytest.raises(Refused, match="stands at"):
        curriculum_comments.decline(comment=comment, values={"answer": "No", "summary": "x"}, by=teacher)
    with pytest.raises(Refused, match="missing, or what is out of date"):
        curriculum_comments.send(
            curriculum=version, outcome=None, values=values | {"kind": "missing"}, by=employer
        )


def test_only_employers_comment_and_only_on_what_is_in_force(version, employer, teacher, later):
    with pytest.raises(NotAllowed, match="approved employer"):
        curriculum_comments.send(curriculum=version, outcome=None, values=SAID, by=teacher)
    with pytest.raises(Refused, match="not in force"):
        curriculum_comments.send(curriculum=later, outcome=None, values=SAID, by=employer)
    with pytest.raises(Refused, match="on this page"):
        curriculum_comments.send(
            curriculum=version, outcome=later.outcomes.get(position=1), values=SAID, by=employer
        )
    assert not CurriculumComment.objects.exists()


def test_a_skill_is_named_and_taken_off_while_the_comment_waits(comment, employer, sql, teacher):
    curriculum_comments.name_skill(comment=comment, skill=sql, level=3, by=employer)
    comment.refresh_from_db()
    assert (comment.skill, comment.level) == (sql, 3)
    with pytest.raises(NotAllowed):
        curriculum_comments.name_skill(comment=comment, skill=None, by=make_actor(role=Role.EMPLOYER))
    curriculum_comments.name_skill(comment=comment, skill=None, by=employer)
    comment.refresh_from_db()
    assert (comment.skill, comment.level) == (None, None)

    curriculum_comments.decline(comment=comment, values={"answer": "No room."}, by=teacher)
    with pytest.raises(Refused, match="stays as it is"):
        curriculum_comments.name_skill(comment=comment, skill=sql, level=1, by=employer)


def test_a_version_that_was_commented_on_is_changed_by_the_next_one(version, comment, teacher):
    with pytest.raises(Refused, match="Employers have commented"):
        curriculum.add_outcome(curriculum=version, words="Test it", by=teacher)


def test_what_was_taken_back_nobody_reads(comment, employer, teacher):
    curriculum_comments.withdraw(comment=comment, by=employer)
    curriculum_comments.withdraw(comment=comment, by=employer)

    assert not CurriculumComment.objects.visible_to(teacher).exists()
    assert CurriculumComment.objects.of(employer).get().state == State.WITHDRAWN


# Answered --------------------------------------------------------------------------------------------


def test_a_comment_is_taken_up_in_a_later_version(comment, teacher, later):
    values = {"answer": "There is an outcome for it.", "summary": ""}
    adopted = curriculum_comments.adopt(comment=comment, curriculum=later, values=values, by=teacher)
    again = curriculum_comments.adopt(comment=comment, curriculum=later, values=values, by=teacher)

    assert (adopted.state, adopted.adopted_in, adopted.answered_by) == (State.ADOPTED, later, teacher.user)
    assert again.version == adopted.version
    assert OutboxTask.objects.filter(name="programmes.write_about_answer").count() == 1
    with pytest.raises(Refused, match="Publish it instead"):
        curriculum.discard(curriculum=later, by=teacher)


def test_a_comment_is_not_taken_up_in_the_version_it_is_about_nor_in_another_course(comment, teacher, sql):
    other = make_curriculum(course=make_course(), outcomes=[("One", {sql: 1})])
    for named in (comment.curriculum, other):
        with pytest.raises(Refused, match="a version after version 1"):
            curriculum_comments.adopt(comment=comment, curriculum=named, values={}, by=teacher)
    comment.refresh_from_db()
    assert comment.state == State.WAITING


def test_declining_takes_a_reason_and_may_be_thought_over(comment, teacher, later):
    with pytest.raises(Refused, match="Say why not"):
        curriculum_comments.decline(comment=comment, values={"answer": " "}, by=teacher)
    curriculum_comments.decline(comment=comment, values={"answer": "No room this term."}, by=teacher)
    curriculum_comments.adopt(
        comment=comment, curriculum=later, values={"answer": "Now there is."}, by=teacher
    )

    comment.refresh_from_db()
    assert (comment.state, comment.answer) == (State.ADOPTED, "Now there is.")


def test_words_that_may_not_be_quoted_are_summed_up(version, employer, teacher):
    comment = make_comment(curriculum=version, organisation=employer.organisation)
    with pytest.raises(Refused, match="what the employer asked for"):
        curriculum_comments.decline(comment=comment, values={"answer": "No room.", "summary": ""}, by=teacher)


def test_only_the_provider_answers(comment, employer, stranger):
    for by in (employer, stranger):
        with pytest.raises(NotAllowed, match="Only the provider"):
            curriculum_comments.decline(comment=comment, values={"answer": "No."}, by=by)


def test_two_who_answer_at_once_do_not_write_over_each_other(comment, teacher, later):
    curriculum_comments.decline(comment=comment, values={"answer": "No."}, version=1, by=teacher)
    with pytest.raises(Refused, match="changed this since"):
        curriculum_comments.adopt(comment=comment, curriculum=later, values={}, version=1, by=teacher)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"words": ""}, "programmes_comment_has_words"),
        ({"level": 2}, "programmes_comment_skill_has_level"),
        (
            {"state": "adopted", "answered_at": timezone.now(), "summary": "x"},
            "programmes_adopted_names_version",
        ),
        (
            {"state": "declined", "answered_at": timezone.now(), "summary": "x"},
            "programmes_declined_has_reason",
        ),
        (
            {"state": "declined", "answered_at": timezone.now(), "answer": "x"},
            "programmes_answered_can_be_told",
        ),
    ],
)
def test_the_database_keeps_comments_whole(version, fields, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make_comment(curriculum=version, **fields)


def test_the_database_keeps_one_live_comment_of_a_kind(comment):
    with pytest.raises(IntegrityError, match="programmes_comment_said_once"), transaction.atomic():
        make_comment(curriculum=comment.curriculum, organisation=comment.organisation)


# Letters ---------------------------------------------------------------------------------------------


def test_the_provider_is_written_to_once_about_all_that_was_said(
    version, employer, teacher, comment, mailbox
):
    other = make_actor(role=Role.EMPLOYER)
    curriculum_comments.send(curriculum=version, outcome=None, values=SAID, by=other)
    promised = OutboxTask.objects.filter(name="programmes.write_about_comments")
    assert {task.key for task in promised} == {f"comments to {version.course.organisation_id}"}
    assert all(task.not_before > timezone.now() + timedelta(minutes=20) for task in promised)

    for _ in range(2):
        curriculum_comments.write_about_comments(organisation_id=version.course.organisation_id)

    (letter,) = mailbox()
    assert letter.to == teacher.user.email
    assert letter.text.count("Ask a database: ") == 2
    assert "/provider/comments/" in letter.text


def test_the_employer_is_written_to_about_the_answer(comment, teacher, later, employer, mailbox):
    answered = curriculum_comments.adopt(
        comment=comment, curriculum=later, values={"answer": "From now on."}, by=teacher
    )
    for _ in range(2):
        curriculum_comments.write_about_answer(comment_id=answered.pk, version=answered.version)

    (letter,) = mailbox()
    assert letter.to == employer.user.email
    assert "version 2" in letter.text
    assert "From now on." in letter.text
    assert f"/employer/comments/{comment.public_id}/" in letter.text


def test_workers_know_the_work_that_is_promised():
    app.loader.import_default_modules()
    assert {"programmes.write_about_comments", "programmes.write_about_answer"} <= set(app.tasks)


# You said, we did ------------------------------------------------------------------------------------


def test_the_page_of_the_course_shows_outcomes_comments_and_what_was_done(version, comment, teacher, later):
    make_run(course=version.course)
    assert "You said, we did" not in page_of(version.course)
    curriculum_comments.adopt(
        comment=comment, curriculum=later, values={"answer": "A week on it."}, by=teacher
    )

    page = page_of(version.course)
    assert "Ask for rows" in page
    assert "SQL, up to intermediate" in page
    assert "“Nobody learns to test.”" in page
    assert f"{comment.organisation.name} said" in page
    assert "To be taken up in version 2, which is being written" in page
    assert "A week on it." in page

    curriculum.publish(curriculum=later, by=teacher)
    assert "Taken up in version 2, in force from" in page_of(version.course)


def test_nothing_of_the_employer_is_shown_that_it_did_not_allow(version, employer, teacher):
    values = SAID | {"may_quote": False, "may_name": False}
    comment = curriculum_comments.send(curriculum=version, outcome=None, values=values, by=employer)
    answer = {"answer": "No room.", "summary": "More about tests."}
    curriculum_comments.decline(comment=comment, values=answer, by=teacher)

    page = page_of(version.course)
    assert "An employer said:" in page
    assert "More about tests." in page
    assert "Not taken up" in page
    assert "Nobody learns to test" not in page
    assert employer.organisation.name not in page


def test_what_a_suspended_employer_said_vanishes(version, comment, teacher):
    curriculum_comments.decline(comment=comment, values={"answer": "No room."}, by=teacher)
    right = make_comment(curriculum=version, kind="right", words="", state="noted")
    assert "Nobody learns to test" in page_of(version.course)
    assert "1 employer says" in page_of(version.course)

    suspend(comment.organisation)
    suspend(right.organisation)

    assert "You said, we did" not in page_of(version.course)
    assert not CurriculumComment.objects.visible_to(teacher).exists()
    assert "Nobody learns" not in client_of(teacher).get(reverse("curriculum_comment_list")).text


# Pages -----------------------------------------------------------------------------------------------


def send(client, version, **fields):
    address = reverse("employer_comment_create", args=[version.course.public_id])
    return client.post(address, {"about": "whole", "kind": "missing", "words": "Testing."} | fields)


def test_an_employer_sends_a_comment_without_javascript_and_names_a_skill(version, employer, sql):
    client = client_of(employer)
    outcome = version.outcomes.get(position=1)

    sent = send(client, version, about=str(outcome.public_id), may_quote="on")

    comment = CurriculumComment.objects.get()
    address = reverse("employer_comment_show", args=[comment.public_id])
    assert sent["Location"] == address
    assert (comment.outcome, comment.may_quote, comment.may_name) == (outcome, True, False)
    assert str(sql.public_id) in client.get(f"{address}?q=SQL").text
    client.post(address, {"add": str(sql.public_id), "level": "2"})
    assert "SQL, intermediate" in client.get(address).text
    client.post(address, {"do": "withdraw"})
    assert "You have taken this back" in client.get(address).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": ""}, "Write in a few words"),
        ({"words": "\u200b"}, "hidden"),
        ({"words": "a\x00b"}, ""),
        ({"words": "safe\u202egnp"}, "hidden"),
        ({"words": "x" * 1001}, "1,000 characters"),
        ({"kind": "praise"}, ""),
        ({"kind": ""}, ""),
        ({"about": "00000000-0000-4000-8000-000000000000"}, ""),
        ({"about": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")}, ""),
    ],
)
def test_bad_comments_are_explained_and_nothing_is_kept(version, employer, fields, sentence):
    answer = send(client_of(employer), version, **fields)
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert sentence.split(",")[-1] in answer.text or not sentence
    assert not CurriculumComment.objects.exists()


def test_what_is_typed_is_shown_as_text(version, employer):
    send(client_of(employer), version, words="<script>alert(1)</script> {{ 7*7 }} O'Brien-Ñ 李 🎓")
    comment = CurriculumComment.objects.get()
    page = client_of(employer).get(reverse("employer_comment_show", args=[comment.public_id])).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} O&#x27;Brien-Ñ 李 🎓" in page


def test_a_comment_cannot_be_sent_on_what_is_not_shown(version, employer):
    client = client_of(employer)
    version.course.state = "draft"
    version.course.save()
    assert send(client, version).status_code == 404
    assert not CurriculumComment.objects.exists()


def test_the_provider_answers_on_its_desk(version, comment, teacher, later):
    client = client_of(teacher)
    assert "Nobody learns" not in client.get(reverse("curriculum_comment_list")).text
    address = reverse("curriculum_comment_show", args=[comment.public_id])
    assert "Nobody learns to test." in client.get(address).text

    nothing = client.post(address, {"decision": "adopt", "version": "1"})
    foreign = client.post(
        address, {"decision": "adopt", "adopted_in": str(version.public_id), "version": "1"}
    )
    assert "Choose the version" in nothing.text
    assert foreign.status_code == 200
    assert CurriculumComment.objects.get().state == State.WAITING

    done = client.post(
        address, {"decision": "adopt", "adopted_in": str(later.public_id), "answer": "We do.", "version": "1"}
    )
    assert done.status_code == 302
    assert CurriculumComment.objects.get().adopted_in == later


def test_lists_ask_the_same_number_of_questions_for_one_and_for_ten(
    version, teacher, employer, django_assert_num_queries
):
    pages = [
        (client_of(teacher), reverse("curriculum_comment_list")),
        (client_of(employer), reverse("employer_comment_list")),
    ]
    make_comment(curriculum=version, organisation=employer.organisation)
    for client, address in pages:
        client.get(address)
        with django_assert_num_queries(5):
            client.get(address)
    for number in range(9):
        course = make_course(organisation=version.course.organisation)
        make_comment(
            curriculum=make_curriculum(course=course), organisation=employer.organisation, words=str(number)
        )
    for client, address in pages:
        with django_assert_num_queries(5):
            assert client.get(address).text.count("Something is missing") >= 10


def test_a_provider_writes_compares_and_publishes_a_version_without_javascript(
    version, teacher, comment, sql
):
    client, course = client_of(teacher), version.course
    begun = client.post(reverse("curriculum_begin", args=[course.public_id]))
    draft = CurriculumVersion.objects.get(state="draft")
    address = reverse("curriculum_version_show", args=[draft.public_id])
    assert begun["Location"] == address

    client.post(address, {"words": "Test what you wrote"})
    added = draft.outcomes.get(position=3)
    client.post(address, {"up": str(added.public_id)})
    client.post(address, {"remove": str(draft.outcomes.get(position=3).public_id)})
    change = reverse("curriculum_outcome_change", args=[added.public_id])
    testing = make_skill(label="test software")
    assert str(testing.public_id) in client.get(f"{change}?q=test+software").text
    client.post(change, {"add": str(testing.public_id), "level": "3"})
    client.post(change, {"skill": str(testing.public_id), "level": "1", "answer": "level"})
    client.post(change, {"words": "Test it", "version": "1"})

    page = client.get(reverse("curriculum_compare", args=[course.public_id])).text
    assert "2 learning outcomes are different" in page
    assert "Test software: new, up to foundation" in page
    publish = reverse("curriculum_publish", args=[draft.public_id])
    preview = client.get(publish)
    assert re.search(r"Test software.*Up to foundation\. Until now: not taught\.", preview.text, re.DOTALL)
    done = client.post(
        publish, {"note": "Testing is new.", "version": preview.context["form"]["version"].value()}
    )

    assert done["Location"] == reverse("curriculum_show", args=[course.public_id])
    draft.refresh_from_db()
    assert draft.state == "published"
    skills = course.taught_skills.order_by("skill__label").values_list("skill__label", "level")
    assert list(skills) == [("SQL", 2), ("test software", 1)]


def test_two_windows_of_one_outcome_show_both_texts(version, teacher, later):
    client = client_of(teacher)
    address = reverse("curriculum_outcome_change", args=[later.outcomes.get(position=1).public_id])
    client.post(address, {"words": "The first", "version": "1"})

    second = client.post(address, {"words": "The second", "version": "1"})

    assert second.status_code == 409
    assert "The first" in second.text
    assert "The second" in second.text


def test_forged_outcomes_and_versions_do_not_exist(version, teacher, stranger, later, sql):
    client = client_of(stranger)
    for name, thing in (
        ("curriculum_version_show", later),
        ("curriculum_publish", later),
        ("curriculum_outcome_change", later.outcomes.get(position=1)),
    ):
        assert client.get(reverse(name, args=[thing.public_id])).status_code == 404
    own = client_of(teacher)
    forged = version.outcomes.get(position=1)
    own.post(reverse("curriculum_version_show", args=[later.public_id]), {"remove": str(forged.public_id)})
    own.post(reverse("curriculum_version_show", args=[later.public_id]), {"remove": "2^70"})
    assert (version.outcomes.count(), later.outcomes.count()) == (2, 2)
