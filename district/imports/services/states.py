"""The one way along Upload.TRANSITIONS."""

from typing import Any

from django.utils import timezone

from district.imports.models import Upload
from district.web.errors import Refused


def lock(upload_id: int) -> Upload:
    return Upload.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=upload_id)


def move(upload: Upload, to: Upload.State, **values: Any) -> None:
    """Set the state and the values; Refused if the table does not lead there."""
    if to not in Upload.TRANSITIONS[upload.state]:
        was = upload.get_state_display().lower()
        raise Refused(f"This upload is {was}. Look at it again before you go on.", code="state")
    if to in {Upload.State.PUBLISHED, Upload.State.ABANDONED}:
        values["ended_at"] = timezone.now()
    save(upload, state=to, **values)


def save(upload: Upload, **values: Any) -> None:
    """Write the values and when that was."""
    values["changed_at"] = timezone.now()
    for name, value in values.items():
        setattr(upload, name, value)
    upload.save(update_fields=values.keys())
