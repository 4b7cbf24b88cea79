"""Takes the funding streams and rules of facts/ into the database: all of them or, if one is wrong, none."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from district.eligibility import facts
from district.eligibility.models import FundingRule, FundingStream
from district.web.errors import Refused

LOCK = "SELECT pg_advisory_xact_lock(hashtext('funding rules'))"


@dataclass
class Loaded:
    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


@transaction.atomic
def load(*, streams: list[dict[str, str]] | None = None, rules: list[dict[str, str]] | None = None) -> Loaded:
    """Twice the same changes nothing. A row of the database that the file lacks stays, with its days."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    loaded = Loaded()
    for row in facts.rows("streams.csv") if streams is None else streams:
        wanted = {name: row[name] for name in ("kind", "levels", "name", "summary")}
        _take(FundingStream, {"code": row["code"]}, wanted | {"position": int(row["position"])}, loaded)
    known = {stream.code: stream for stream in FundingStream.objects.all()}
    for number, row in enumerate(facts.rows("rules.csv") if rules is None else rules, start=1):
        try:
            key, wanted = rule_of(row, known)
            _take(FundingRule, key, wanted, loaded)
        except (KeyError, ValueError, InvalidOperation, ValidationError) as fault:
            raise Refused(f"Row {number} of the rules, {row.get('code')}: {fault}") from None
    return loaded


def rule_of(
    row: Mapping[str, str], streams: Mapping[str, FundingStream]
) -> tuple[dict[str, Any], dict[str, Any]]:
    key = {"code": row["code"], "valid_from": date.fromisoformat(row["valid_from"])}
    texts = ("name", "one_of", "work", "note", "source_title", "source_url")
    wanted: dict[str, Any] = {name: row[name] for name in texts}
    for name in ("least_age", "most_age", "without_level"):
        wanted[name] = int(row[name]) if row[name] else None
    return key, wanted | {
        "stream": streams[row["stream"]],
        "councils": row["councils"].split(),
        "pay_below": Decimal(row["pay_below"]) if row["pay_below"] else None,
        "is_confirmed": row["confirmed"] == "yes",
        "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    }


def _take(model: type[models.Model], key: dict[str, Any], wanted: dict[str, Any], loaded: Loaded) -> None:
    standing = model._default_manager.filter(**key).first()
    loaded.read += 1
    if standing is not None and all(getattr(standing, name) == value for name, value in wanted.items()):
        loaded.unchanged += 1
        return
    row = standing or model(**key)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    if standing is None:
        loaded.added += 1
    else:
        loaded.changed += 1
