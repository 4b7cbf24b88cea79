"""What goes wrong before a call is understood, or while it is answered: told to systems as a problem."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from district.api import problems
from district.api.document import PREFIX
from district.web.access import public
from district.web.views import errors

type Page = Callable[..., HttpResponseBase]

DETAILS = {
    400: "Send one HTTP request that can be read, to the address of the portal.",
    413: "Send less at once.",
    503: "The portal cannot answer at this moment. Wait as many seconds as Retry-After says, then send the same again.",
}
OUR_FAULT = (
    "This is a fault of the portal, not of your call. Send it again later. If the fault stays, tell WMCA staff this "
    "reference: {}."
)


def _told(page: Page) -> Page:
    """People read the page: of the API, that is its root alone."""

    @public
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = page(request, *args, **kwargs)
        is_call = request.path.startswith(PREFIX) and request.path != PREFIX
        return _as_problem(response) if is_call else response

    return answer


def _as_problem(page: HttpResponseBase) -> HttpResponseBase:
    detail = DETAILS.get(page.status_code) or OUR_FAULT.format(errors.reference())
    problem = problems.answer(page.status_code, detail)
    if "Retry-After" in page:
        problem["Retry-After"] = page["Retry-After"]
    return problem


bad_request = _told(errors.bad_request)
server_error = _told(errors.server_error)
