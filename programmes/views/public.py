"""Courses for everybody: search, one course, programmes, and the feed of the newest."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from district.places.models import Postcode
from district.places.services import postcodes
from district.web import addresses, facets, pages, results, way_back
from district.web.access import public
from district.web.search import MOST_SHOWN, Point
from employers.plain_text import blocks
from programmes import course_json, filters, queries, shelf, wording
from programmes.filters import CourseFilter
from programmes.models import Course, CourseRun, Programme
from programmes.queries import Answer
from programmes.shelf import Hit, Shelf
from programmes.tables import run_table

FEED_MOST = 50
LIST, SHOW = "programmes/course_list.html", "programmes/course_show.html"
PROGRAMMES, PROGRAMME = "programmes/programme_list.html", "programmes/programme_show.html"
LONGEST_KEPT = 400  # characters of an address whose answer is remembered


@dataclass(frozen=True)
class Prepared:
    """What a search found, and all of its page but the results: once for each state of the catalogue."""

    asked: CourseFilter
    answer: Answer
    search: SafeString
    panel: SafeString
    head: SafeString


@require_safe
@public
def course_list(request: HttpRequest) -> HttpResponse:
    """Everything that does not change with the places taken is remembered, and they are part of the key."""
    here = shelf.current()
    parameters = request.GET.copy()
    parameters.pop("page", None)
    key = parameters.urlencode()
    prepared = _recall(here, ("search", key), lambda: _prepare(request, here))
    found = prepared.answer.found
    page = pages.paginate(request, found.hits, count=min(found.count, MOST_SHOWN))
    places = shelf.places_left([hit.run_id for hit in page.object_list]) if found.count else {}
    results, lines = _recall(
        here, ("results", key, page.number, tuple(places.items())), lambda: _results(request, prepared, page)
    )
    context = {"asked": prepared.asked, "prepared": prepared, "results": results, "lines": lines}
    return render(request, "programmes/course_list.html", context)


def _recall[T](here: Shelf, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """Remembered, unless the address is so long that nobody will ask for it again."""
    return here.recall(key, make) if len(str(key[1])) <= LONGEST_KEPT else make()


def _prepare(request: HttpRequest, here: Shelf) -> Prepared:
    asked = filters.read(request.GET)
    answer = queries.search(here, asked)
    context = {
        "asked": asked,
        "found": answer.found,
        "meant": answer.meant,
        "miles": filters.MILES,
        "kept": _kept(request, (*filters.NAMES, "sort")),
        "chips": facets.chips(request, answer.facets),
        "clear_href": pages.query_string(request, **dict.fromkeys((*filters.NAMES, "page"))),
        "instead_href": pages.query_string(request, q=answer.meant, page=None) if answer.meant else "",
        "sorts": _sorts(request, asked),
    }
    return Prepared(
        asked=asked,
        answer=answer,
        search=render_to_string(f"{LIST}#search", context),
        panel=facets.panel(answer.facets, _kept(request, ("q", "postcode", "radius", "sort"))),
        head=render_to_string(f"{LIST}#head", context),
    )


def _results(request: HttpRequest, prepared: Prepared, page: pages.Page) -> tuple[SafeString, str]:
    """A page of results, drawn, and the ids of its courses for a learner's own line on each."""
    items = _items(page.object_list, prepared.asked.here)
    context = {
        "found": prepared.answer.found,
        "page": page,
        "items": results.draw(items, with_lines=True),
        "most_shown": MOST_SHOWN,
    }
    return render_to_string(f"{LIST}#results", context), urlencode([("id", item["id"]) for item in items])


def _kept(request: HttpRequest, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, value) for name in names for value in request.GET.getlist(name) if value]


def _sorts(request: HttpRequest, asked: CourseFilter) -> list[dict[str, Any]]:
    """The orders that make sense for this search, as links."""
    fitting = {"relevance": bool(asked.words), "start": True, "distance": asked.here is not None}
    return [
        {
            "label": label,
            "href": pages.query_string(request, sort=name, page=None),
            "is_current": name == asked.sort,
        }
        for name, label in filters.SORTS.items()
        if fitting[name]
    ]


def _items(hits: Sequence[Hit], here: Point | None) -> list[dict[str, str]]:
    metres = {hit.run_id: hit.metres for hit in hits}
    return [_item(run, metres[run.id], here) for run in queries.in_order(hits)]


def _item(run: CourseRun, metres: float | None, here: Point | None) -> dict[str, str]:
    """A result in four lines."""
    course = run.course
    href = addresses.of("course_show", course.public_id)
    who = [course.organisation.name, wording.where(run), wording.distance(metres)]
    when = [wording.starts(run), wording.how(run), wording.length(run)]
    return {
        "id": str(course.public_id),
        "title": course.title,
        "href": f"{href}?{urlencode({'postcode': here.label})}" if here else href,
        "who": " · ".join(filter(None, who)),
        "when": " · ".join(filter(None, when)),
        "money": wording.cost(run, course),
        "places": wording.places(run),
        "tag": wording.level_beside_title(course),
    }


@dataclass(frozen=True)
class Shown:
    """The parts of a course's page: the same for everybody who has signed in, and for everybody who has not."""

    title: str
    description: str
    json_ld: SafeString
    near: str  # the postcode that distances are told from
    programme: Programme | None
    content: SafeString
    aside: SafeString


@require_safe
@public
def course_show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    here, places = shelf.current_with_places(public_id)
    text = request.GET.get("postcode", "")[:40]
    is_signed_in = request.user.is_authenticated
    shown = _recall(
        here,
        ("course", text, public_id, places, is_signed_in),
        lambda: _show(here, public_id, text, is_signed_in=is_signed_in),
    )
    if shown is None:
        raise Http404("There is no such course.")
    search_href = way_back.to_search(request, reverse("course_list"))
    return render(request, "programmes/course_show.html", {"shown": shown, "search_href": search_href})


def _show(here: Shelf, public_id: UUID, text: str, *, is_signed_in: bool) -> Shown | None:
    course = queries.for_detail(public_id)
    if course is None:
        return None
    is_live = course.state == Course.State.LIVE
    runs: list[CourseRun] = course.runs_ahead
    open_runs = [run for run in runs if run.state == CourseRun.State.OPEN]
    point = _from_where(text)
    following = _next(open_runs)
    facts = _facts(course, following, len(open_runs) - 1, point) if following else []
    context = {
        "course": course,
        "is_live": is_live,
        "is_signed_in": is_signed_in,
        "facts": facts,
        "table": run_table(course, runs, point) if runs else None,
        "level": wording.level(course),
        "skills": course.skills_shown,
        "outcomes": course.outcomes_shown,
        "said": course.said,
        "texts": _texts(course),
        "here": point,
        "postcode_text": text,
        "apply": wording.apply(following) if following else "",
        "following": following,
        "start_day": wording.start_day(following) if following else "",
        "go_href": (following.webpage if following else "") or course.organisation.website,
        "similar": [] if open_runs else [_item(run, None, point) for run in queries.like(here, course)],
    }
    address = settings.SITE_URL.rstrip("/") + reverse("course_show", args=[public_id])
    words = [f"{course.title} by {course.organisation.name}", *(fact["value"] for fact in facts)]
    return Shown(
        title=f"{course.title}, {course.organisation.name}",
        description=f"{'. '.join(words)}.",
        json_ld=course_json.as_script(course, address),
        near=point.label if point else "",
        programme=course.programme,
        content=render_to_string(f"{SHOW}#content", context),
        aside=render_to_string(f"{SHOW}#aside", context),
    )


def _from_where(text: str) -> Point | None:
    found: Postcode | None = postcodes.find(text[:40]) if text else None
    return Point(found.easting, found.northing, found.postcode) if found else None


def _next(runs: Sequence[CourseRun]) -> CourseRun | None:
    """The first that has a place; if all are full, the first."""
    return next((run for run in runs if run.places_left != 0), runs[0] if runs else None)


def _facts(course: Course, run: CourseRun, more: int, here: Point | None) -> list[dict[str, str]]:
    """When, where, how long, what it costs, how many places: of the next run."""
    later = "" if not more else "and 1 other start" if more == 1 else f"and {more} other starts"
    length = wording.length(run)
    facts = [
        {"key": "When", "value": wording.starts(run), "note": later},
        {"key": "Where", "value": wording.where(run), "note": _way(run, here)},
        {"key": "How", "value": wording.how(run), "note": run.get_study_mode_display()},
        {"key": "Cost to you", "value": wording.cost(run, course), "note": _terms(run, course)},
    ]
    if length:
        facts.append({"key": "How long", "value": length, "note": ""})
    if places := wording.places(run):
        is_elsewhere = not run.takes_applications
        note = "Ask the provider about the next start" if is_elsewhere and run.places_left == 0 else ""
        facts.append({"key": "Places", "value": places, "note": note})
    return facts


def _way(run: CourseRun, here: Point | None) -> str:
    if run.venue is None or here is None:
        return run.venue.postcode_id if run.venue else ""
    miles = wording.distance(postcodes.metres_between(here, run.venue.postcode))
    return f"{run.venue.postcode_id}, {miles} from {here.label}"


def _terms(run: CourseRun, course: Course) -> str:
    if wording.cost(run, course) != "Free if eligible":
        return run.cost_note if run.cost is not None else ""
    else_cost = f"Otherwise {wording.pounds(run.cost)}." if run.cost else ""
    return " ".join(filter(None, (run.cost_note, else_cost))) or "The provider checks this with you."


def _texts(course: Course) -> list[dict[str, Any]]:
    named = (
        ("What you will learn", course.what_you_learn),
        ("How you will learn", course.how_you_learn),
        ("What to bring", course.what_to_bring),
        ("How you will be assessed", course.how_assessed),
        ("Where it can lead", course.where_next),
    )
    return [{"title": title, "blocks": blocks(text)} for title, text in named if text]


@require_safe
@public
def programme_list(request: HttpRequest) -> HttpResponse:
    here = shelf.current()
    key = ("programmes", request.GET.urlencode())
    content = _recall(here, key, lambda: _programmes(request))
    return render(request, PROGRAMMES, {"content": content})


def _programmes(request: HttpRequest) -> SafeString:
    return render_to_string(f"{PROGRAMMES}#content", {"page": pages.paginate(request, queries.programmes())})


@require_safe
@public
def programme_show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    here = shelf.current()
    key = ("programme", request.GET.urlencode(), public_id)
    programme, content = _recall(here, key, lambda: _programme(request, public_id))
    return render(request, PROGRAMME, {"programme": programme, "content": content})


def _programme(request: HttpRequest, public_id: UUID) -> tuple[Programme, SafeString]:
    programme = get_object_or_404(Programme.objects.select_related("funder"), public_id=public_id)
    page = pages.paginate(request, queries.of_programme(programme))
    return programme, render_to_string(f"{PROGRAMME}#content", {"programme": programme, "page": page})


class CourseFeed(Feed):
    """The newest courses, as Atom."""

    feed_type = Atom1Feed
    title = "Courses in the Digital Skills District"
    subtitle = "The newest courses that teach digital skills in the West Midlands"

    def link(self) -> str:
        return reverse("course_list")

    def items(self) -> list[Course]:
        return queries.newest(FEED_MOST)

    def item_title(self, item: Course) -> str:
        return f"{item.title}, {item.organisation.name}"

    def item_description(self, item: Course) -> str:
        return (item.who_for or item.what_you_learn)[:500]

    def item_link(self, item: Course) -> str:
        return reverse("course_show", args=[item.public_id])

    def item_guid(self, item: Course) -> str:
        return f"urn:uuid:{item.public_id}"

    def item_pubdate(self, item: Course) -> Any:
        return item.created_at

    def item_updateddate(self, item: Course) -> Any:
        return item.changed_at


course_feed = require_safe(public(CourseFeed()))
