"""Errors as application/problem+json (RFC 9457), each with a sentence that says what to do."""

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

from district.web.errors import NotAllowed, Refused

MEDIA_TYPE = "application/problem+json"
MINUTE = 60
OF_CODE = {"state": HTTPStatus.CONFLICT, "stale": HTTPStatus.PRECONDITION_FAILED}
SENTENCES = {
    "missing": "Give this: it must be there.",
    "extra_forbidden": "Take this out: there is no such field.",
    "enum": "Choose from the values that the documentation lists.",
    "too_short": "Give more of these.",
    "too_long": "Give fewer of these.",
    "string_too_short": "Write something here.",
    "string_too_long": "This is too long.",
    "string_unicode": "Remove the hidden characters.",
    "string_pattern_mismatch": "This is not in the right form.",
    "string_type": "This must be a text in quotation marks.",
    "int_type": "This must be a whole number.",
    "float_type": "This must be a number.",
    "finite_number": "This must be a number.",
    "model_attributes_type": "This must be an object.",
    "list_type": "This must be a list.",
    "int_parsing": "This must be a whole number.",
}

type Errors = Sequence[tuple[str, str]]
"""(field, sentence)"""


class Invalid(Exception):
    """Several fields are wrong at once."""

    def __init__(self, errors: Errors) -> None:
        super().__init__(errors)
        self.errors = errors


class TooManyCalls(Exception):
    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class TooManyWrongTokens(Exception):
    """From one address, within a minute."""


def answer(status: int, detail: str, errors: Errors = ()) -> HttpResponse:
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "errors": [{"field": field, "message": message} for field, message in errors],
    }
    return JsonResponse(problem, status=status, content_type=MEDIA_TYPE)


def of_refusal(refusal: Refused, field: str) -> HttpResponse:
    status = OF_CODE.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    return answer(status, refusal.message, [(field, refusal.message)])


def invalid(request: HttpRequest, error: Invalid) -> HttpResponse:
    return answer(
        HTTPStatus.UNPROCESSABLE_ENTITY, "Nothing was changed. Mend what is listed in “errors”.", error.errors
    )


def not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return answer(HTTPStatus.FORBIDDEN, error.message)


def too_many(request: HttpRequest, error: TooManyCalls) -> HttpResponse:
    return _wait(error.wait, f"That is too many calls within a minute. Wait {error.wait} seconds.")


def too_many_wrong_tokens(request: HttpRequest, error: TooManyWrongTokens) -> HttpResponse:
    return _wait(
        MINUTE,
        f"Your address has sent too many tokens that do not work. Wait {MINUTE} seconds, then send one of yours that "
        "is in use: administrators of the employer make them.",
    )


def _wait(seconds: int, detail: str) -> HttpResponse:
    response = answer(HTTPStatus.TOO_MANY_REQUESTS, detail)
    response["Retry-After"] = str(seconds)
    return response


def unknown_address() -> HttpResponse:
    return answer(HTTPStatus.NOT_FOUND, "The API has no such address. Its page lists them all: /api/v1/")


def wrong_method(allowed: str) -> HttpResponse:
    response = answer(HTTPStatus.METHOD_NOT_ALLOWED, f"This address takes {allowed}.")
    response["Allow"] = allowed
    return response


def sentence(kind: str, told: str) -> str:
    """Of what pydantic found wrong; `told` is its own message, for what is not in the list."""
    return SENTENCES.get(kind) or f"{told.rstrip('.')}."
