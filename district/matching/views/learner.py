"""A learner's own matches, and the reasons for each."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from district.matching import facts, queries, receipts, wording
from district.matching import wider as wider_lists
from district.matching.access import learner_or_nothing
from district.matching.engine.facts import Point
from district.matching.engine.receipt import per_cents
from district.matching.forms import WrongForm
from district.matching.models import LearnerMatch, WrongMatch
from district.matching.receipts import AskedLine, Gaps, Receipt
from district.matching.services import complaints
from district.matching.views.opening import engine_of, joinable
from district.web.pages import render_page
from district.web.templatetags.district import as_title
from employers import wording as job_wording
from employers.models import Vacancy
from learners.access import learner_only
from learners.models import Learner
from learners.requests import LearnerRequest
from programmes.models import Course

TABS = {"match_list": "Jobs", "match_wider_list": "More ideas", "match_course_list": "Courses"}
MENDED_AT = {
    WrongMatch.What.SKILL: ("skills_show",),
    WrongMatch.What.PLACE: ("profile_question", "travel"),
}


@require_safe
@learner_only
def match_list(request: LearnerRequest) -> HttpResponse:
    learner = request.learner
    match = queries.match_of(learner)
    ids = match.vacancies if match else []
    scores = dict(zip(match.vacancies, match.scores, strict=True)) if match else {}
    found = queries.fewest_applied_first(queries.vacancies(ids), scores)
    items = _job_items(learner, match, found) if match and found else []
    is_shared = bool(match and match.is_shared)  # type: ignore[attr-defined]
    order = wording.order(is_shared=is_shared)
    context = _list_context(learner, match, "match_list") | {"items": items, "order": order}
    return render_page(request, "matching/match_list.html", context, fragment="matches")


def _job_items(learner: Learner, match: LearnerMatch, found: list[Vacancy]) -> list[dict[str, Any]]:
    why = receipts.of_vacancies(
        learner=learner,
        vacancy_ids=[each.id for each in found],
        engine=match.engine_id,
        day=timezone.localdate(),
    )
    here = facts.point_of(learner.postcode)
    return [_job_item(each, here) | {"receipt": wording.summary_line(why[each.id])} for each in found]


def _job_item(vacancy: Vacancy, here: Point | None) -> dict[str, Any]:
    miles = receipts.miles_to(here, facts.places(vacancy))
    who = [
        vacancy.organisation.name,
        job_wording.place(vacancy),
        f"{miles:.1f} miles" if miles is not None else "",
    ]
    when = [job_wording.hours(vacancy), vacancy.get_mode_display(), job_wording.closing(vacancy.closes_on)]
    return {
        "title": vacancy.title,
        "href": reverse("match_job_show", args=[vacancy.public_id]),
        "who": " · ".join(filter(None, who)),
        "when": " · ".join(filter(None, when)),
        "money": job_wording.pay(vacancy),
        "tag": "" if vacancy.kind == "job" else vacancy.get_kind_display(),
        "tone": "",
    }


@require_safe
@learner_only
def match_course_list(request: LearnerRequest) -> HttpResponse:
    learner = request.learner
    match = queries.match_of(learner)
    found = queries.courses(match.courses) if match and match.courses else []
    scores = dict(zip(match.courses, match.course_scores, strict=True)) if match else {}
    items = [_course_item(learner, each, scores[each.id], match.from_scratch) for each in found if match]
    context = _list_context(learner, match, "match_course_list") | {"items": items}
    return render_page(request, "matching/match_course_list.html", context, fragment="matches")


def _course_item(learner: Learner, course: Course, score: int, is_from_scratch: bool) -> dict[str, Any]:
    return {
        "title": course.title,
        "href": reverse("match_course_show", args=[course.public_id]),
        "who": course.organisation.name,
        "when": wording.run_line(wording.first(joinable(learner, queries.runs_of(course))), course),
        "money": "",
        "receipt": wording.course_line(score, is_from_scratch=is_from_scratch),
        "tag": "",
        "tone": "",
    }


@require_safe
@learner_only
def match_wider_list(request: LearnerRequest) -> HttpResponse:
    """Jobs one may not have thought of, apart from the best matches."""
    learner = request.learner
    wider = wider_lists.of_learner(learner=learner, day=timezone.localdate()) if learner.matching_on else None
    reasons = (
        {each.opening.vacancy: wording.wider_reason(each, wider) for each in wider.found} if wider else {}
    )
    here = facts.point_of(learner.postcode)
    items = [
        _job_item(each, here) | {"receipt": reasons[each.id]} for each in queries.vacancies(list(reasons))
    ]
    counts = {"match_list": wider.job_count, "match_course_list": wider.course_count} if wider else {}
    context = {
        "learner": learner,
        "items": items,
        "starts": bool(wider and wider.starts),
        "switch_href": reverse("profile_question", args=["matching"]),
        "profile_href": reverse("profile_show"),
        "is_behind": learner.matching_on and (wider is None or wider.learner_version != learner.version),
        "what_comes": "matches",
        "tabs": _tabs("match_wider_list", counts),
    }
    return render_page(request, "matching/match_wider_list.html", context, fragment="matches")


def _list_context(learner: Learner, match: LearnerMatch | None, name: str) -> dict[str, Any]:
    counts = {
        "match_list": len(match.vacancies) if match else None,
        "match_course_list": len(match.courses) if match and match.courses_version else None,
    }
    has_jobs = not queries.is_behind(learner, match)
    is_ready = has_jobs if name == "match_list" else not queries.are_courses_behind(learner, match)
    return {
        "learner": learner,
        "match": match,
        "has_skills": learner.held_skills.exists,  # asked only where the list is empty
        "skills_href": reverse("skills_show"),
        "profile_href": reverse("profile_show"),
        "place_href": reverse("profile_question", args=["place"]),
        "switch_href": reverse("profile_question", args=["matching"]),
        "is_behind": learner.matching_on and not is_ready,
        "what_comes": "courses" if has_jobs else "matches",
        "fresh": wording.ago(queries.fresh_at(match)) if match else "",
        "tabs": _tabs(name, counts),
    }


def _tabs(name: str, counts: Mapping[str, int | None]) -> list[dict[str, Any]]:
    return [
        {"label": label, "href": reverse(each), "is_current": each == name, "count": counts.get(each)}
        for each, label in TABS.items()
    ]


@require_safe
@learner_or_nothing
def match_job_show(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    learner = request.learner
    vacancy = queries.vacancy(public_id, learner=request.learner)
    if not learner.matching_on:
        return redirect("match_list")
    today = timezone.localdate()
    wanted: dict[str, Any] = {"learner": learner, "engine": engine_of(vacancy), "day": today}
    why = receipts.of_vacancies(vacancy_ids=[vacancy.id], **wanted)[vacancy.id]
    lacking = [line.sums.skill for line in why.lacking]
    gaps = receipts.gaps(vacancy_id=vacancy.id, lacking=lacking, **wanted)
    pair = receipts.pair(
        learner=learner,
        vacancy=vacancy,
        lines=why,
        day=today,
        price=queries.price(vacancy),
        hopes=queries.hoped_sectors(vacancy),
    )
    places = job_wording.places(vacancy)
    context = {
        "vacancy": vacancy,
        "pay": job_wording.pay(vacancy),
        "place": job_wording.place(vacancy),
        "distance": wording.distance(pair, places),
        "why": why,
        "lacking": wording.lacking(why.lacking) if why.lacking else "",
        "way": _way(why, gaps),
        "teaching": _teaching(why, gaps),
        "courses": gaps.courses,
        "has_hopes": pair.has_hopes,
        "obstacles": [wording.OBSTACLES[name] for name in pair.obstacles],
        "receipt": {
            "summary": f"You have {why.summary}",
            "lines": _lines(why, gaps),
            "sums": wording.steps(pair, places),
            "not_considered": wording.NOT_CONSIDERED,
            "wrong_href": reverse("match_job_wrong", args=[vacancy.public_id]),
        },
    }
    return render_page(request, "matching/match_job_show.html", context, fragment="gap")


def _way(why: Receipt, gaps: Gaps) -> dict[str, Any] | None:
    """The shortest way to the job, in the order in which its courses are taken."""
    if gaps.way is None:
        return None
    return {
        "title": wording.way_title(gaps.way, is_within_reach=why.is_within_reach),
        "steps": wording.way_steps(queries.runs([slot.run for slot in gaps.way.plan.slots])),
        "ends": wording.way_end(gaps.way.plan),
        "left": wording.way_left(gaps.way, why.lines),
    }


def _teaching(why: Receipt, gaps: Gaps) -> str:
    """Only where more courses teach more of it than the shortest way does."""
    on_the_way = {slot.course for slot in gaps.way.plan.slots} if gaps.way else set()
    if not gaps.courses or on_the_way >= {course.course_id for course in gaps.courses}:
        return ""
    return wording.teaching(len(gaps.courses), len(gaps.taught), len(why.lacking))


def _lines(why: Receipt, gaps: Gaps) -> list[dict[str, Any]]:
    shares = per_cents([line.sums.weight for line in why.lines])
    return [_line(line, gaps, share) for line, share in zip(why.lines, shares, strict=True)]


def _line(line: AskedLine, gaps: Gaps, share: int) -> dict[str, Any]:
    course = gaps.filler(line.sums.skill) if line.state != "met" else None
    return {
        "skill": as_title(line.label),
        "state": line.state,
        "asked": line.sums.level,
        "held": line.sums.held_level,
        "asked_label": line.asked_level if line.is_essential else f"{line.asked_level}, desired",
        "held_label": line.held_level,
        "evidence": line.words,
        "share": share,
        "met_share": share * line.sums.credit // 100,
        "points": wording.share(line),
        "href": reverse("match_course_show", args=[course.public_id]) if course else "",
        "action": f"{course.title} {'teaches it' if course.credit == 100 else 'helps'}" if course else "",
    }


@learner_only
def match_job_wrong(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    vacancy = queries.vacancy(public_id, learner=request.learner)
    learner = request.learner

    def evidence() -> dict[str, Any]:
        found = receipts.of_vacancies(
            learner=learner, vacancy_ids=[vacancy.id], engine=engine_of(vacancy), day=timezone.localdate()
        )
        about = {"engine": engine_of(vacancy), "title": vacancy.title, "price": queries.price(vacancy)}
        return found[vacancy.id].as_evidence() | about

    back = reverse("match_job_show", args=[vacancy.public_id])
    return _wrong(request, vacancy.title, back, evidence, vacancy=vacancy)


@learner_only
def match_course_wrong(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    course = queries.course(public_id, learner=request.learner)
    learner = request.learner

    def evidence() -> dict[str, Any]:
        engine = engine_of(course)
        changes = receipts.rises(
            learner=learner, course_id=course.id, engine=engine, day=timezone.localdate()
        )
        opened = [each.vacancy_id for each in changes if each.is_opened]
        return {"opened": opened, "changed": len(changes), "engine": engine, "title": course.title}

    back = reverse("match_course_show", args=[course.public_id])
    return _wrong(request, course.title, back, evidence, course=course)


def _wrong(request: LearnerRequest, title: str, back: str, evidence: Any, **about: Any) -> HttpResponse:
    form = WrongForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        what = form.cleaned_data["what"]
        complaints.say(
            learner=request.learner,
            what=what,
            words=form.cleaned_data["words"],
            evidence=evidence(),
            by=request.actor,
            **about,
        )
        if what in MENDED_AT:
            messages.info(request, "Change what is wrong here. Your matches follow within seconds.")
            return redirect(*MENDED_AT[what])
        messages.success(request, "Thank you. The people who look after this will see what you wrote.")
        return redirect(back)
    context = {"form": form, "title": title, "back_href": back}
    return render(request, "matching/match_wrong.html", context)
