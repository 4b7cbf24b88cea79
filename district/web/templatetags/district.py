"""Words and figures as this site writes them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from district.web import marks, results
from district.web.escaping import escaped
from district.web.wording import noun_of

register = template.Library()

METRES_PER_MILE = 1609.344
MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"


@register.filter
def money(value: Any) -> str:
    """£21,892; pence only when there are some."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    text = f"{abs(amount):,.0f}" if amount == amount.to_integral_value() else f"{abs(amount):,.2f}"
    return f"{MINUS if amount < 0 else ''}£{text}"


@register.filter
def miles(metres: Any) -> str:
    """Metres as "3.4 miles"."""
    if metres is None or metres == "":
        return ""
    distance = float(metres) / METRES_PER_MILE
    if distance < 0.1:
        return "less than 0.1 miles"
    text = f"{distance:.1f}"
    return "1 mile" if text == "1.0" else f"{text} miles"


@register.filter
def day(value: date | datetime | None) -> str:
    """2 June 2027."""
    if not value:
        return ""
    local = _local(value)
    return f"{local.day} {local:%B %Y}"


@register.filter
def day_short(value: date | datetime | None) -> str:
    """2 Jun 2027, for tables."""
    if not value:
        return ""
    local = _local(value)
    return f"{local.day} {local:%b %Y}"


@register.filter
def moment(value: datetime | None) -> str:
    """2 June 2027 at 4:05pm."""
    if not value:
        return ""
    return f"{day(value)} at {clock(value)}"


@register.filter
def clock(value: datetime | None) -> str:
    """4:05pm, 6pm."""
    if not value:
        return ""
    local = _local(value)
    hour = local.hour % 12 or 12
    minutes = f":{local:%M}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"


@register.filter
def days_away(value: date | datetime | None) -> str:
    """today, tomorrow, in 5 days, yesterday, 3 days ago."""
    if not value:
        return ""
    local = _local(value)
    days = ((local.date() if isinstance(local, datetime) else local) - timezone.localdate()).days
    named = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return named.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")


@register.filter
def figure(value: Any) -> str:
    """A whole number with thousands separators."""
    return "" if value is None or value == "" else f"{int(value):,}"


@register.filter
def percent(part: Any, whole: Any) -> str:
    return f"{round(100 * float(part) / float(whole))}%" if whole else NOTHING


@register.filter
def plural(count: Any, words: str) -> str:
    """{{ 3|plural:"course" }} is "3 courses"; {{ 2|plural:"vacancy,vacancies" }} is "2 vacancies"."""
    number = int(count or 0)
    return f"{number:,} {noun_for(number, words)}"


def noun_for(count: int, words: str) -> str:
    """ "vacancy" of one, else "vacancies"; `words` as `plural` takes them."""
    singular, _, many = words.partition(",")
    return singular if count == 1 else many or f"{singular}s"


@register.filter
def as_title(label: Any) -> str:
    """A label of the classification where it stands first: "Debug software", but "iOS"."""
    return str(label) if str(label)[1:2].isupper() else capfirst(label)


@register.filter
def tone(state: Any) -> str:
    """The colour of a status tag; the word beside it carries the meaning."""
    return marks.TONES.get(str(state).lower().replace(" ", "_"), "grey")


@register.simple_tag
def status_tag(state: Any, label: str) -> SafeString:
    """What components/status_tag.html draws; lists of many rows call it at once."""
    return mark_safe(f'<strong class="govuk-tag dsd-tag--{tone(state)}">{escaped(label)}</strong>')  # noqa: S308


@register.simple_tag
def light_tag(light: str, label: str) -> SafeString:
    """Red, amber or green: in words, by a shape of its own, and in colour."""
    words = f"{marks.light(light.lower())}{escaped(label)}"
    return mark_safe(f'<strong class="govuk-tag dsd-tag--{tone(light)} dsd-light">{words}</strong>')  # noqa: S308


@register.simple_tag(name="results")
def draw_results(items: Iterable[Mapping[str, Any]]) -> SafeString:
    return results.draw(items)


@register.simple_tag
def row_tick(value: Any, label: str) -> SafeString:
    """What components/row_tick.html draws; lists of many rows call it at once."""
    value = escaped(value)
    return mark_safe(  # noqa: S308 (both escaped)
        '<div class="govuk-checkboxes govuk-checkboxes--small dsd-tick"><div class="govuk-checkboxes__item">'
        f'<input class="govuk-checkboxes__input" type="checkbox" name="rows" value="{value}" id="row-{value}" data-row>'
        f'<label class="govuk-label govuk-checkboxes__label" for="row-{value}">'
        f'<span class="govuk-visually-hidden">{escaped(label)}</span></label></div></div>'
    )


@register.simple_tag
def summary_rows(rows: Iterable[Any]) -> SafeString:
    """The rows of components/summary_list.html: most pages about one thing have dozens."""
    return mark_safe("".join(_summary_row(each) for each in rows or ()))  # noqa: S308 (escaped in _summary_row)


def _summary_row(row: Any) -> str:
    key, value, href, action, what = (_of(row, name) for name in ("key", "value", "href", "action", "what"))
    is_given = value or value == 0
    shown = linebreaksbr(value) if is_given else '<span class="dsd-muted">Not given</span>'
    change = (
        f'<dd class="govuk-summary-list__actions"><a class="govuk-link" href="{escaped(href)}">'
        f'{escaped(action or "Change")}<span class="govuk-visually-hidden"> '
        f"{escaped(what or noun_of(str(key)))}</span></a></dd>"
        if href
        else ""
    )
    style = "" if href else " govuk-summary-list__row--no-actions"
    return (
        f'<div class="govuk-summary-list__row{style}">'
        f'<dt class="govuk-summary-list__key">{escaped(key)}</dt>'
        f'<dd class="govuk-summary-list__value">{shown}</dd>{change}</div>'
    )


def _of(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)


@register.simple_tag
def bulk_bar(noun: str, actions: Sequence[Mapping[str, str]]) -> SafeString:
    """What components/bulk_bar.html draws."""
    buttons = "".join(
        f'<button type="submit" class="govuk-button govuk-button--{escape(each.get("kind") or "secondary")}" '
        f'name="{escape(each["name"])}" value="{escape(each["value"])}" data-once>{escape(each["label"])}</button>'
        for each in actions
    )
    return mark_safe(  # noqa: S308 (escaped above)
        '<div class="dsd-bulk" data-bulk><p class="dsd-bulk__count" aria-live="polite">'
        f"<span data-bulk-count>Ticked</span> {escape(noun)}</p>"
        f'<div class="dsd-bulk__actions">{buttons}</div></div>'
    )


@register.simple_tag
def mark() -> SafeString:
    """The seven linked cells."""
    return marks.MARK


@register.simple_tag
def icon(name: str) -> SafeString:
    return marks.icon(name)


@register.simple_tag
def hero_picture() -> SafeString:
    """The seven councils as linked cells, beside the words on the home page."""
    return marks.HERO


@register.simple_tag
def level_bar(asked: int, held: int) -> SafeString:
    """The five-step gauge (0 none to 4 expert) of a level asked and one held; the words belong beside it."""
    return marks.level_bar(int(asked or 0), int(held or 0))


@register.simple_tag
def share_bar(met: int, of: int) -> SafeString:
    """How much of the whole a line counts for, and how much of that is met, in per cent."""
    return marks.share_bar(int(met or 0), int(of or 0))


@register.simple_tag
def progress_bar(done: int, total: int, label: str = "") -> SafeString:
    return marks.progress_bar(int(done or 0), int(total or 0), label)


def _local[Day: (date, datetime)](value: Day) -> Day:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
