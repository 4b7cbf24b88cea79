"""The marks of a register, drawn at once: hundreds of people stand on one page, each with four marks and a note."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from programmes.models import Attendance
from programmes.roster import RegisterRow

MARK = (
    '<label class="dsd-register__mark"><input type="radio" name="mark-%(id)s" value="{value}"{chosen}>'
    "<span>{label}</span></label>"
)
ROW = (
    '<fieldset class="dsd-register__row"><legend class="dsd-register__name">%(name)s</legend>%(stands)s'
    '<div class="dsd-register__marks">{marks}</div>'
    '<details class="dsd-register__note"%(open)s><summary>Note'
    '<span class="govuk-visually-hidden"> about %(name)s</span></summary>'
    '<label for="note-%(id)s">Only your organisation reads it</label>'
    '<input class="govuk-input" id="note-%(id)s" name="note-%(id)s" maxlength="200" autocomplete="off" '
    'value="%(note)s"></details></fieldset>'
)
STANDS = '<p class="dsd-register__stands">Somebody else saved: <strong>{}</strong></p>'


def _with_mark(chosen: str) -> str:
    """A person's row, but for what is theirs alone."""
    marks = (
        MARK.format(value=value, label=escape(label), chosen=" checked" if value == chosen else "")
        for value, label in Attendance.choices
    )
    return ROW.format(marks="".join(marks))


ROWS = {mark: _with_mark(mark) for mark in ("", *Attendance.values)}


def draw(rows: Iterable[RegisterRow]) -> SafeString:
    return mark_safe("\n".join(_row(row) for row in rows))  # noqa: S308 - names, notes and labels are escaped


def _row(row: RegisterRow) -> str:
    return ROWS.get(row.mark, ROWS[""]) % {
        "id": str(row.id),
        "name": escape(row.name),
        "stands": STANDS.format(escape(row.stands)) if row.stands else "",
        "open": " open" if row.note else "",
        "note": escape(row.note),
    }
