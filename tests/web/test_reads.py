import sys
from datetime import date
from types import FunctionType
from typing import Any
from uuid import uuid4

import pghistory
import pytest
from django.db import connection, transaction
from django.db.models import FETCH_RAISE, QuerySet
from django.db.models.query import QuerySet as AnyQuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from district.partners.models import Organisation
from district.web import reads
from tests.factories.partners import make_organisation

pytestmark = pytest.mark.django_db


def test_a_read_gives_what_its_queryset_gives_for_each_argument() -> None:
    first, second = make_organisation(name="Forge"), make_organisation(name="Canal")

    @reads.kept
    def called(name: Any) -> QuerySet[Organisation]:
        return Organisation.objects.filter(name=name).order_by("id")

    assert called("Forge") == [first]
    assert called("Canal") == [second]
    assert called("Nobody") == []


def test_a_read_takes_lists_of_ids() -> None:
    rows = [make_organisation() for _ in range(3)]

    @reads.kept
    def listed(ids: Any) -> QuerySet[Organisation]:
        return Organisation.objects.filter(id__in=reads.among(ids)).order_by("-id")

    assert listed([rows[0].id, rows[2].id]) == [rows[2], rows[0]]
    assert listed([]) == []


def test_the_queryset_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    @reads.kept
    def anyone(public_id: Any) -> QuerySet[Organisation]:
        made.append(public_id)
        return Organisation.objects.filter(public_id=public_id)

    with CaptureQueriesContext(connection) as captured:
        anyone(uuid4())
        anyone(uuid4())

    assert len(made) == 1
    assert len(captured) == 2


def test_what_is_loaded_beside_a_row_and_how_it_is_fetched_is_kept() -> None:
    make_organisation(name="Forge")

    @reads.kept
    def narrow(name: Any) -> AnyQuerySet[Organisation]:
        return Organisation.objects.filter(name=name).only("name").fetch_mode(FETCH_RAISE)

    [found] = narrow("Forge")

    assert found.get_deferred_fields() >= {"website", "description"}
    with pytest.raises(Exception, match="blocked"):
        _ = found.website


def test_a_date_that_would_be_kept_for_ever_is_refused() -> None:
    @reads.kept
    def before(name: Any) -> QuerySet[Organisation]:
        return Organisation.objects.filter(name=name, created_at__date=date(2027, 6, 2))

    with pytest.raises(TypeError, match="make it an argument"):
        before("Forge")


def test_what_is_prefetched_must_be_a_read_of_its_own() -> None:
    @reads.kept
    def with_roles(name: Any) -> QuerySet[Organisation]:
        return Organisation.objects.filter(name=name).prefetch_related("roles")

    with pytest.raises(TypeError, match="a read of its own"):
        with_roles("Forge")


def test_a_read_of_values_gives_tuples() -> None:
    make_organisation(name="Forge")

    @reads.kept
    def names(name: Any) -> QuerySet[Organisation]:
        return Organisation.objects.filter(name=name).values_list("name", "is_active")

    assert names("Forge") == [("Forge", True)]
    assert names("Nobody") == []


def test_a_page_of_ids_comes_with_how_many_there_are() -> None:
    first, second, third = (make_organisation(name="Forge") for _ in range(3))
    make_organisation(name="Canal")

    @reads.numbered
    def called(name: Any) -> QuerySet[Organisation]:
        return Organisation.objects.filter(name=name).order_by("id")

    assert called("Forge", skipped=0, most=2) == [(first.id, 3), (second.id, 3)]
    assert called("Forge", skipped=2, most=2) == [(third.id, 3)]
    assert called("Nobody", skipped=0, most=2) == []


def test_a_read_is_prepared_once_and_outlives_a_transaction_that_is_undone() -> None:
    @reads.kept
    def called(name: Any) -> QuerySet[Organisation]:
        return Organisation.objects.filter(name=name, is_active=True)

    with transaction.atomic():
        called("Forge")
        transaction.set_rollback(True)
    with CaptureQueriesContext(connection) as captured, pghistory.context(user=1):
        called("Forge")

    assert [each["sql"].split()[0] for each in captured] == ["EXECUTE"]


@pytest.mark.parametrize("text", ["'; DROP TABLE partners_organisation; --", "100%", "%s", "$1", "\\'"])
def test_what_an_argument_says_is_no_part_of_the_statement(text: str) -> None:
    organisation = make_organisation(name=text)

    @reads.kept
    def called(name: Any) -> AnyQuerySet[Organisation]:
        return Organisation.objects.filter(name=name, legal_name__contains="%").order_by("id")

    Organisation.objects.filter(id=organisation.id).update(legal_name="50% Ltd")
    assert called(text) == [organisation]


def test_postgresql_can_prepare_every_read() -> None:
    """The types of their arguments can be told from what they are compared with."""
    assert get_resolver().url_patterns  # every page is there, and so is what it reads
    known = {
        read.statement  # type: ignore[attr-defined]
        for name, module in list(sys.modules.items())
        if name.split(".")[0] in {"district", "employers", "programmes", "learners"}
        for read in vars(module).values()
        if isinstance(read, FunctionType) and hasattr(read, "statement")
    }
    assert len(known) > 20
    for statement in known:
        assert statement().prepare()
