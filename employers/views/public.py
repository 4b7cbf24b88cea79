"""Jobs for everybody: search, one job, and the feed of the newest."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from district.places.services import postcodes
from district.web import addresses, facets, pages, results, way_back
from district.web.access import public
from district.web.search import MOST_SHOWN, Point
from employers import filters, job_posting, queries, shelf, wages, wording
from employers.filters import MILES, SORTS, JobFilter
from employers.models import Vacancy, VacancyKind, VisitKind, WorkMode
from employers.plain_text import blocks
from employers.services import job_applications, kept, visits
from employers.shelf import Shelf

FEED_MOST = 50
KINDS, MODES = dict(VacancyKind.choices), dict(WorkMode.choices)


@dataclass(frozen=True)
class Prepared:
    """A page of results, drawn: the same for everybody who asks the same, so it is drawn once and kept for a while."""

    words: str
    search: SafeString
    panel: SafeString
    results: SafeString
    lines: str  # the ids of the jobs, for a learner's own line on each


@require_safe
@public
def job_list(request: HttpRequest) -> HttpResponse:
    address = tuple((name, tuple(values)) for name, values in request.GET.lists())
    here = shelf.current()
    prepared = queries.recall(here, address, lambda: _prepare(request, here))
    return render(request, "employers/job_list.html", {"prepared": prepared})


def _prepare(request: HttpRequest, here: Shelf) -> Prepared:
    asked = filters.read(request.GET)
    answer = queries.search(here, asked)
    page = pages.paginate(request, answer.found.hits, count=min(answer.found.count, MOST_SHOWN))
    found = queries.in_order(list(page.object_list))
    context = {
        "asked": asked,
        "found": answer.found,
        "meant": answer.meant,
        "page": page,
        "items": results.draw((_item(vacancy, asked.here) for vacancy in found), with_lines=True),
        "chips": facets.chips(request, answer.facets),
        "kept": _kept(request, filters.NAMES),
        "sorts": _sorts(request, asked),
        "ordered": filters.ORDERED[asked.sort],
        "clear_href": pages.query_string(request, **dict.fromkeys((*filters.NAMES, "page"))),
        "feed_href": f"{reverse('job_feed')}{pages.query_string(request, page=None)}",
        "alert_href": f"{reverse('alert_create')}{pages.query_string(request, page=None)}",
        "instead_href": pages.query_string(request, q=answer.meant, page=None) if answer.meant else "",
        "miles": MILES,
        "most_shown": MOST_SHOWN,
    }
    return Prepared(
        words=asked.words,
        search=render_to_string("employers/job_list.html#search", context),
        panel=facets.panel(answer.facets, _kept(request, ("q", "postcode", "radius", "sort"))),
        results=render_to_string("employers/job_list.html#results", context),
        lines=urlencode([("id", str(vacancy.public_id)) for vacancy in found]),
    )


def _item(vacancy: Vacancy, here: Point | None) -> dict[str, Any]:
    who = [vacancy.organisation.name, wording.place(vacancy), wording.distance(vacancy, here)]
    when = [wording.hours(vacancy), MODES[vacancy.mode], wording.closing(vacancy.closes_on)]
    href = addresses.of("job_show", vacancy.public_id)
    return {
        "id": vacancy.public_id,
        "title": vacancy.title,
        "href": f"{href}?{urlencode({'postcode': here.label})}" if here else href,
        "who": " · ".join(filter(None, who)),
        "when": " · ".join(filter(None, when)),
        "money": wording.pay(vacancy),
        "tag": "" if vacancy.kind == VacancyKind.JOB else KINDS[vacancy.kind],
    }


def _kept(request: HttpRequest, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, value) for name in names for value in request.GET.getlist(name) if value]


def _sorts(request: HttpRequest, asked: JobFilter) -> list[dict[str, Any]]:
    """The orders that make sense for this search, as links."""
    fitting = {"relevance": bool(asked.words), "newest": True, "distance": asked.here is not None}
    return [
        {
            "label": label,
            "href": pages.query_string(request, sort=name, page=None),
            "is_current": name == asked.sort,
        }
        for name, label in SORTS.items()
        if fitting[name]
    ]


@dataclass(frozen=True)
class PreparedJob:
    """The page of a job, drawn, with what its head says."""

    vacancy_id: int
    is_open: bool
    title: str
    description: str
    content: SafeString
    aside: SafeString
    json_ld: SafeString


@require_safe
@public
def job_show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    text = request.GET.get("postcode", "")
    is_signed_in = request.user.is_authenticated
    key = (queries.this_hour(), public_id, text, is_signed_in)
    prepared = queries.memory.recall(key, lambda: _prepare_job(request, public_id, text, is_signed_in))
    if prepared.is_open:
        visits.note(request=request, vacancy_id=prepared.vacancy_id, kind=VisitKind.SEEN)
    may_keep = is_signed_in and prepared.is_open
    context = {
        "prepared": prepared,
        "public_id": public_id,
        "search_href": way_back.to_search(request, reverse("job_list")),
        "is_kept": may_keep and kept.keeps(user_id=request.user.pk, vacancy_id=prepared.vacancy_id),
    }
    return render(request, "employers/job_show.html", context)


@require_safe
@public
def job_apply(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """On to where the employer takes applications; that somebody went there is counted."""
    vacancy = queries.for_detail(public_id)
    if vacancy is None:
        raise Http404("There is no such job.")
    if not (vacancy.is_open and vacancy.apply_url):
        return redirect("job_show", public_id)
    visits.note(request=request, vacancy_id=vacancy.id, kind=VisitKind.APPLY)
    return redirect(vacancy.apply_url)


def _prepare_job(request: HttpRequest, public_id: UUID, text: str, is_signed_in: bool) -> PreparedJob:
    vacancy = queries.for_detail(public_id)
    if vacancy is None:
        raise Http404("There is no such job.")
    address = settings.SITE_URL.rstrip("/") + request.path
    return prepare_page(vacancy, here=_from_where(text), is_signed_in=is_signed_in, address=address)


def prepare_page(
    vacancy: Vacancy, *, here: Point | None = None, is_signed_in: bool = False, address: str = ""
) -> PreparedJob:
    """The page of a vacancy with its skills_shown; its employer's preview is the same page."""
    context = {
        "vacancy": vacancy,
        "is_open": vacancy.is_open,
        "is_paused": vacancy.state == Vacancy.State.PAUSED,
        "is_preview": not address,
        "is_signed_in": is_signed_in,
        "pay": wording.pay(vacancy),
        "is_living_wage": wages.is_real_living_wage(
            kind=vacancy.kind,
            least=vacancy.salary_least,
            unit=vacancy.salary_unit,
            weekly_hours=vacancy.weekly_hours,
            day=timezone.localdate(),
        ),
        "closing_clock": wording.closing_clock(vacancy),
        "places": wording.places(vacancy),
        "distance": wording.distance(vacancy, here),
        "from_where": here.label if here else "",
        "hours": wording.hours(vacancy),
        "posted": wording.posted(vacancy.posted_on),
        "blocks": blocks(vacancy.description),
        "skills": queries.skills_by_need(vacancy),
        "takes_applications": not job_applications.obvious_obstacle(vacancy),
        "answers": vacancy.answers,
        "similar": []
        if vacancy.is_open or not address
        else [_item(each, here) for each in queries.like(vacancy)],
    }
    facts = [wording.place(vacancy), wording.pay(vacancy), wording.closing(vacancy.closes_on)]
    return PreparedJob(
        vacancy_id=vacancy.id,
        is_open=vacancy.is_open,
        title=f"{vacancy.title}, {vacancy.organisation.name}",
        description=f"{vacancy.title} at {vacancy.organisation.name}. {'. '.join(facts)}.",
        content=render_to_string("employers/job_show.html#content", context),
        aside=render_to_string("employers/job_show.html#aside", context),
        json_ld=job_posting.as_script(vacancy, address) if address and vacancy.is_open else SafeString(),
    )


def _from_where(text: str) -> Point | None:
    found = postcodes.find(text) if text else None
    return Point(found.easting, found.northing, found.postcode) if found else None


class JobFeed(Feed):
    """The newest jobs of a search, as Atom: the same parameters as the list."""

    feed_type = Atom1Feed
    title = "Jobs in the Digital Skills District"
    description_template = None

    def get_object(self, request: HttpRequest) -> JobFilter:
        return filters.read(request.GET)

    def link(self, asked: JobFilter) -> str:
        return reverse("job_list")

    def subtitle(self, asked: JobFilter) -> str:
        return f"The newest jobs for “{asked.words}”" if asked.words else "The newest jobs"

    def items(self, asked: JobFilter) -> list[Vacancy]:
        return queries.newest(asked, FEED_MOST)

    def item_title(self, item: Vacancy) -> str:
        return f"{item.title}, {item.organisation.name}"

    def item_description(self, item: Vacancy) -> str:
        return " · ".join(
            filter(None, [wording.place(item), wording.pay(item), wording.closing(item.closes_on)])
        )

    def item_link(self, item: Vacancy) -> str:
        return reverse("job_show", args=[item.public_id])

    def item_guid(self, item: Vacancy) -> str:
        return f"urn:uuid:{item.public_id}"

    def item_pubdate(self, item: Vacancy) -> Any:
        return item.opened_at


job_feed = require_safe(public(JobFeed()))
