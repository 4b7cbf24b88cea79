"""What a person's browser sent."""

from uuid import UUID

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a form that was sent, be it empty; None while it is only looked at."""
    return request.POST if request.method == "POST" else None


def chosen_id(request: HttpRequest, name: str) -> UUID | None:
    """The id on the button that was pressed; None if it is not there or no id."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None
