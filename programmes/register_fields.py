"""The marks of a register, drawn at once: hundreds of people stand on one page, each with four marks and a note."""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from programmes.models import Attendance
from programmes.roster import RegisterRow

MARK = (
    '<label class="dsd-register__mark"><input type="radio" name="mark-{id}" value="{value}"{chosen}>'
    "<span>{label}</span></label>"
)
ROW = (
    '<fieldset class="dsd-register__row"><legend class="dsd-register__name">{name}</legend>{stands}'
    '<div class="dsd-register__marks">{marks}</div>'
    '<details class="dsd-register__note"{is_open}><summary>Note'
    '<span class="govuk-visually-hidden"> about {name}</span></summary>'
    '<label for="note-{id}">Only your organisation reads it</label>'
    '<input class="govuk-input" id="note-{id}" name="note-{id}" maxlength="200" autocomplete="off" value="{note}">'
    "</details></fieldset>"
)
STANDS = '<p class="dsd-register__stands">Somebody else saved: <strong>{}</strong></p>'
LABELS = [(value, escape(label)) for value, label in Attendance.choices]


def draw(rows: Iterable[RegisterRow]) -> SafeString:
    return mark_safe("\n".join(_row(row) for row in rows))  # noqa: S308 - names, notes and labels are escaped


def _row(row: RegisterRow) -> str:
    marks = "".join(
        MARK.format(id=row.id, value=value, label=label, chosen=" checked" if value == row.mark else "")
        for value, label in LABELS
    )
    return ROW.format(
        id=row.id,
        name=escape(row.name),
        stands=STANDS.format(escape(row.stands)) if row.stands else "",
        marks=marks,
        is_open=" open" if row.note else "",
        note=escape(row.note),
    )
