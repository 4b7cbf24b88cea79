"""What the API does, one function for each operation; the OpenAPI document is made from these."""

from http import HTTPStatus
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Header, NinjaAPI, Path, Query, Status
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as WrongShape

from district.api import described, problems
from district.api.access import ApiRequest, EmployerToken
from district.api.models import PostedVacancy
from district.api.schemas import (
    REFERENCE,
    CloseIn,
    NamedSkill,
    PauseIn,
    Problem,
    VacancyIn,
    VacancyOut,
    VacancyPage,
)
from district.api.services import posting, wanted
from district.skills.services import search
from district.web.errors import NotAllowed, Refused
from district.web.wording import readable_text
from employers.forms import PauseForm
from employers.models import Vacancy
from employers.services import vacancies

VERSION = "1.0.0"
PER_PAGE = 50
LAST_PAGE = 10_000
FEW_SKILLS = 10
ALWAYS_REFUSED = (400, 401, 403, 413, 422, 429)

api = NinjaAPI(
    title="Digital Skills District: vacancies",
    version=VERSION,
    description="Lets an employer's own system post and change its vacancies. An address that is not here is answered "
    "with 404, a method that is not here with 405, a fault of the portal with 500 or 503, each as a Problem.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    auth=EmployerToken(),
)

Reference = Annotated[
    str,
    Path(
        pattern=REFERENCE,
        description="Your own reference of the vacancy: letters, figures, and . _ ~ - after the first.",
        examples=["DEV-2027-014"],
    ),
]


# What any call may be refused with, and these.
def _answers(*statuses: int) -> dict[int, Any]:
    return dict.fromkeys([*ALWAYS_REFUSED, *statuses], Problem)


@api.get(
    "/vacancies",
    response=_answers() | {200: VacancyPage},
    url_name="api_vacancy_list",
    operation_id="listVacancies",
    summary="List your vacancies",
)
def vacancy_list(
    request: ApiRequest,
    state: Annotated[Vacancy.State | None, Query(description="Only those in this state.")] = None,
    page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1,
) -> dict[str, Any]:
    """Those that your systems have posted, the newest first, 50 on a page."""
    _ask_only(request, "state", "page")
    own = PostedVacancy.objects.visible_to(request.actor)
    if state is not None:
        own = own.filter(vacancy__state=state)
    return described.page(own, page, PER_PAGE)


@api.get(
    "/vacancies/{reference}",
    response=_answers(404) | {200: VacancyOut},
    url_name="api_vacancy_show",
    operation_id="readVacancy",
    summary="Read a vacancy",
)
def vacancy_show(request: ApiRequest, response: HttpResponse, reference: Reference) -> dict[str, Any]:
    """With its state, and what WMCA staff say of it where they look at it."""
    return _told(response, posting.get(reference=reference, by=request.actor))


@api.put(
    "/vacancies/{reference}",
    response=_answers(409, 412) | {200: VacancyOut, 201: VacancyOut},
    url_name="api_vacancy_put",
    operation_id="putVacancy",
    summary="Post a vacancy, or change it",
)
def vacancy_put(
    request: ApiRequest,
    response: HttpResponse,
    reference: Reference,
    sent: VacancyIn,
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            pattern=r'^"[0-9]{1,9}"$',
            description="The version you have read, in quotation marks. Refused if it has changed since.",
        ),
    ] = None,
) -> Status[dict[str, Any]]:
    """Send the whole vacancy as it should be. The same again changes nothing: repeat a call that was cut off.

    It is checked as one that people post: most open at once; what raises a doubt waits for WMCA staff.
    One that has closed is changed and stays closed until you reopen it.
    """
    posted, is_new = posting.put(
        reference=reference,
        wanted=wanted.read(sent),
        version=int(if_match.strip('"')) if if_match else None,
        token=request.token,
        by=request.actor,
    )
    return Status(HTTPStatus.CREATED if is_new else HTTPStatus.OK, _told(response, posted))


@api.post(
    "/vacancies/{reference}/close",
    response=_answers(404, 409) | {200: VacancyOut},
    url_name="api_vacancy_close",
    operation_id="closeVacancy",
    summary="Close a vacancy before its time",
)
def vacancy_close(
    request: ApiRequest, response: HttpResponse, reference: Reference, sent: CloseIn
) -> dict[str, Any]:
    """Takes no more applications. Already closed is a success."""
    posted = posting.move(
        reference=reference,
        service=vacancies.close,
        reason=sent.reason.value,
        filled=sent.filled.value,
        by=request.actor,
    )
    return _told(response, posted)


@api.post(
    "/vacancies/{reference}/pause",
    response=_answers(404, 409) | {200: VacancyOut},
    url_name="api_vacancy_pause",
    operation_id="pauseVacancy",
    summary="Pause a vacancy",
)
def vacancy_pause(
    request: ApiRequest, response: HttpResponse, reference: Reference, sent: PauseIn
) -> dict[str, Any]:
    """Takes no applications until a day; then it opens again by itself. Already paused is a success."""
    form = PauseForm(wanted.day_parts("until", sent.until))
    if not form.is_valid():
        raise problems.Invalid([("until", str(each)) for each in form.errors["until"]])
    posted = posting.move(
        reference=reference, service=vacancies.pause, until=form.cleaned_data["until"], by=request.actor
    )
    return _told(response, posted)


@api.post(
    "/vacancies/{reference}/resume",
    response=_answers(404, 409) | {200: VacancyOut},
    url_name="api_vacancy_resume",
    operation_id="resumeVacancy",
    summary="End a pause",
)
def vacancy_resume(request: ApiRequest, response: HttpResponse, reference: Reference) -> dict[str, Any]:
    """Already open is a success."""
    return _told(response, posting.move(reference=reference, service=vacancies.resume, by=request.actor))


@api.post(
    "/vacancies/{reference}/reopen",
    response=_answers(404, 409) | {200: VacancyOut},
    url_name="api_vacancy_reopen",
    operation_id="reopenVacancy",
    summary="Reopen a closed vacancy",
)
def vacancy_reopen(request: ApiRequest, response: HttpResponse, reference: Reference) -> dict[str, Any]:
    """Its closing date must be at least seven days ahead: send a later one first if need be."""
    return _told(response, posting.move(reference=reference, service=vacancies.reopen, by=request.actor))


@api.get(
    "/skills",
    response=_answers() | {200: list[NamedSkill]},
    url_name="api_skill_list",
    operation_id="findSkills",
    summary="Find skills by name",
)
def skill_list(
    request: ApiRequest,
    q: Annotated[str, Query(min_length=1, max_length=100, description="A name, or the beginning of one.")],
) -> list[dict[str, Any]]:
    """At most ten, the best first."""
    _ask_only(request, "q")
    try:
        readable_text(q)
    except ValidationError as error:
        raise problems.Invalid([("q", str(error.message))]) from None
    return [
        {"id": each.public_id, "name": each.label, "also": each.note}
        for each in search.suggest(q, FEW_SKILLS)
    ]


def _ask_only(request: ApiRequest, *names: str) -> None:
    """A slip of the pen in a question is told, as one in what is sent is."""
    if strange := [name for name in request.GET if name not in names]:
        raise problems.Invalid([(name, problems.SENTENCES["extra_forbidden"]) for name in strange])


def _told(response: HttpResponse, posted: PostedVacancy) -> dict[str, Any]:
    told = described.vacancy(posted.pk)
    response["ETag"] = f'"{told["version"]}"'
    return told


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problems.of_refusal(error, wanted.outside(error.field))


api.exception_handler(problems.Invalid)(problems.invalid)
api.exception_handler(problems.TooManyCalls)(problems.too_many)
api.exception_handler(problems.TooManyWrongTokens)(problems.too_many_wrong_tokens)
api.exception_handler(NotAllowed)(problems.not_allowed)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.answer(404, "There is no vacancy of this reference among yours.")


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = problems.answer(
        401,
        "Send a token of yours that is in use, as “Authorization: Bearer dsd_…”. Administrators make them.",
    )
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(WrongShape)
def wrong_shape(request: HttpRequest, error: WrongShape) -> HttpResponse:
    faults = []
    for each in error.errors:
        source, *where = each["loc"]
        names = where[1:] if source == "body" else where
        faults.append((".".join(map(str, names)), problems.sentence(each["type"], each["msg"])))
    return problems.invalid(request, problems.Invalid(faults))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problems.answer(error.status_code, "Send one JSON object in UTF-8.")
