"""What waits for a provider or an employer, as tiles of their first page: how many, of what, and where it leads."""

from dataclasses import dataclass

from django.urls import reverse

from district.web.templatetags.district import noun_for
from district.workplace.agenda import ForEmployer, ForProvider
from programmes.queries import Agenda
from programmes.run_desk import Next


@dataclass(frozen=True)
class Tile:
    figure: int
    label: str
    note: str
    href: str
    accent: bool


def of_provider(now: Next, after: ForProvider) -> list[Tile]:
    """What people or the portal wait for, of all that a provider does; nothing with nothing in it."""
    sent = reverse("provider_application_list")
    tiles = [
        _tile(
            now.follow_up,
            "person,people",
            "to get in touch with",
            now.late_note,
            reverse("tutor_task_list"),
            accent=True,
        ),
        _tile(
            now.registers,
            "register",
            "to take",
            "of the last two weeks",
            reverse("register_list"),
            accent=True,
        ),
        _tile(
            now.support,
            "question",
            "about support to answer",
            "nobody is offered a place before that",
            f"{sent}?support=unanswered",
            accent=True,
        ),
        _tile(
            now.to_decide,
            "application",
            "to decide",
            "people wait for your answer",
            f"{sent}?waiting=us",
            accent=True,
        ),
        _tile(
            now.messages,
            "message",
            "to read",
            "from people who applied or are on a course",
            reverse("provider_conversation_list"),
            accent=True,
        ),
        _tile(
            after.to_sign,
            "placement agreement",
            "to sign",
            "of your learners, with an employer",
            reverse("provider_placement_list"),
            accent=True,
        ),
        _tile(
            after.outcomes,
            "outcome",
            "to record",
            "people you taught have found work",
            reverse("provider_hire_list"),
            accent=True,
        ),
        _tile(
            now.to_enrol,
            "person,people",
            "to enrol",
            "they have accepted their place",
            f"{sent}?waiting=enrolment",
        ),
        _tile(
            now.listings, "listing", "to confirm", "is what they say still right?", reverse("listing_list")
        ),
        _tile(
            now.comments,
            "comment",
            "of employers to answer",
            "on what your courses teach",
            reverse("curriculum_comment_list"),
        ),
    ]
    return [tile for tile in tiles if tile.figure]


def of_teaching(agenda: Agenda) -> list[Tile]:
    """What a provider has here, and what keeps people from finding it."""
    own = reverse("provider_course_list")
    course = agenda.suggested_course
    tiles = [
        _tile(
            agenda.suggestion_count,
            "skill",
            "to accept or refuse",
            "found in your texts; until you accept them nobody is matched by them",
            reverse("course_skills_show", args=[course.public_id]),
            accent=True,
        )
        if course
        else None,
        _tile(
            agenda.without_run_count,
            "published course",
            "without an open start",
            "people cannot find these in the search",
            f"{own}?state=live",
            accent=True,
        ),
        _tile(agenda.draft_count, "draft", "", "only you see them", f"{own}?state=draft"),
        _tile(agenda.free_places, "place", "free", "on course runs that start within six weeks", "#soon"),
        _tile(agenda.course_count, "course", "", "published or in draft", own),
    ]
    return [tile for tile in tiles if tile and tile.figure]


def of_employer(to_answer: int, after: ForEmployer) -> list[Tile]:
    """What people wait for: those who applied, and those whom the employer took on."""
    hires, placements = reverse("hire_list"), reverse("placement_list")
    tiles = [
        _tile(
            to_answer,
            "job application",
            "to answer",
            "who waits 60 days is told that nobody answered",
            "#vacancies",
            accent=True,
        ),
        _tile(
            after.interviews,
            "interview",
            "to say how it went" if after.interviews == 1 else "to say how they went",
            "people wait for your word",
            reverse("interview_list"),
            accent=True,
        ),
        _tile(
            after.to_describe,
            "first day",
            "to give",
            "or to put right, of people you took on",
            hires,
            accent=True,
        ),
        _tile(
            after.hours,
            "placement",
            "with hours to confirm",
            "only what you confirm counts",
            placements,
            accent=True,
        ),
        _tile(
            after.to_sign,
            "placement agreement",
            "to sign",
            "nobody begins before all have signed",
            placements,
            accent=True,
        ),
        _tile(after.to_write, "placement agreement", "to write", "of people you have taken on", placements),
        _tile(after.to_report, "placement", "to report on", "their last day is over", placements),
        _tile(
            after.ratings,
            "rating",
            "to give",
            "of what a hire can do; two minutes each",
            hires,
        ),
    ]
    return [tile for tile in tiles if tile.figure]


def _tile(figure: int, noun: str, what: str, note: str, href: str, *, accent: bool = False) -> Tile:
    return Tile(figure, f"{noun_for(figure, noun)} {what}".strip(), note, href, accent)
