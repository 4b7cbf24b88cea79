"""What a service raises when it will not do what was asked; the sentence is shown to the person who asked."""

from django.core.exceptions import PermissionDenied


class Refused(Exception):
    """The state of things does not allow it. `field` names the form field that the sentence belongs to."""

    def __init__(self, message: str, *, field: str | None = None, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return self.message


class NotAllowed(PermissionDenied):
    """This actor may see the thing but not do this to it. Uncaught, it is the 403 page with this sentence."""

    def __init__(self, message: str = "Your role does not allow this.") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message
