"""What everybody may read: the home page, the pages that explain, and what search engines ask for."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from district.community.models import PaperRule
from district.home.forms import NearForm
from district.home.services import snapshots
from district.matching.services import exposure
from district.places.models import Council
from district.skills.models import Scheme
from district.web import charts
from district.web.access import public
from district.web.templatetags.district import as_title, plural
from employers.facts import figure
from employers.wages import WHOM

MOST_BARS = 8
NOTHING_NEW: dict[str, list] = {"vacancies": [], "runs": []}  # in a council that came after the figures


@dataclass(frozen=True)
class Home:
    """The home page, drawn."""

    hero: SafeString
    content: SafeString


@require_safe
@public
def home_show(request: HttpRequest) -> HttpResponse:
    is_asking = "postcode" in request.GET
    home = _draw(NearForm(request.GET)) if is_asking else _home_of(snapshots.latest_moment())
    return render(request, "home/home_show.html", {"home": home})


@lru_cache(maxsize=1)
def _home_of(moment: datetime | None) -> Home:
    """The home page before anybody says where they are: the same for all until figures are taken again."""
    return _draw(NearForm())


def _draw(form: NearForm) -> Home:
    council = form.council if form.is_valid() else None
    snapshot = snapshots.latest()
    context: dict[str, Any] = {"form": form, "council": council, "snapshot": snapshot}
    if snapshot:
        figures = snapshot.figures
        context |= {
            "figures": figures,
            "newest": figures["newest"].get(council.code if council else "", NOTHING_NEW),
            "chart": _skills_chart(figures["skills"]),
        }
    return Home(
        hero=render_to_string("home/home_show.html#hero", context),
        content=render_to_string("home/home_show.html#content", context),
    )


def _skills_chart(skills: list[dict]) -> charts.Chart | None:
    """Demand beside seats for the skills asked for most; the sentence names the widest gap."""
    if not skills:
        return None
    widest = max(skills, key=lambda skill: skill["openings"] - skill["places"])
    short = widest["openings"] - widest["places"]
    asks = "1 opening asks" if widest["openings"] == 1 else f"{widest['openings']} openings ask"
    left = plural(widest["places"], "place") if widest["places"] else "no places"
    title = (
        f"The widest gap is in {widest['label']}: {asks} for it, and courses that teach it have {left} left."
        if short > 0
        else "There are places to learn each of the skills that employers ask for most."
    )
    rows = [(as_title(skill["label"]), [skill["openings"], skill["places"]]) for skill in skills[:MOST_BARS]]
    return charts.grouped_bars(title, ["openings ask for it", "course places left"], rows)


@require_safe
@public
def region_show(request: HttpRequest) -> HttpResponse:
    """The region's figures with their definitions, on one page of pictures and tables."""
    snapshot = snapshots.latest()
    context: dict[str, object] = {"snapshot": snapshot}
    if snapshot:
        figures = snapshot.figures
        names = {council["code"]: council["name"] for council in figures["councils"]}
        by_council = figures["openings_by_council"]
        most = max(by_council, key=lambda code: by_council[code], default=None)
        context |= {
            "figures": figures,
            "chart": _skills_chart(figures["skills"]),
            "map": charts.council_map(
                f"Most openings are in {names[most]}: {by_council[most]} of {sum(by_council.values())}."
                if most and by_council[most]
                else "There are no openings yet.",
                by_council,
            ),
        }
    return render(request, "home/region_show.html", context)


@require_safe
@public
def matching_explain(request: HttpRequest) -> HttpResponse:
    return render(request, "home/matching_explain.html", {"is_shared": exposure.is_on()})


@require_safe
@public
def accessibility_show(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility_show.html")


@require_safe
@public
def privacy_show(request: HttpRequest) -> HttpResponse:
    rule = PaperRule.on(timezone.localdate())
    return render(request, "home/privacy_show.html", {"paper": rule})


@require_safe
@public
def cookies_show(request: HttpRequest) -> HttpResponse:
    return render(request, "home/cookies_show.html", {"session_cookie": settings.SESSION_COOKIE_NAME})


@require_safe
@public
def data_show(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "schemes": Scheme.objects.order_by("name"),
        "councils": Council.objects.inside(),
        "wages": [(whom, figure(code, today)) for code, whom in WHOM.items()],
        "real_living_wage": figure("real_living_wage", today),
    }
    return render(request, "home/data_show.html", context)


@require_safe
@public
def contact_show(request: HttpRequest) -> HttpResponse:
    return render(request, "home/contact_show.html")


@require_safe
@public
def robots_show(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /me/",
        "Disallow: /account/",
        f"Sitemap: {settings.SITE_URL.rstrip('/')}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
