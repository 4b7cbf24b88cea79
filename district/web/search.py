"""Search over a narrow table of entries in PostgreSQL: words, distance and what is chosen.

An app that has something to find keeps one `SearchEntry` row for each findable thing (kept in step by database
triggers) and one `SearchWord` row for each word people may mean (spelling.py). `find` gives the ids to show, in order,
of some of the entries; a search of all of them, with counts beside its filters, is done in memory (shelf.py).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import connection, migrations, models
from django.db.models import Case, ExpressionWrapper, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Least, Sqrt

from district.web.wording import UNREADABLE

CONFIG = "english"
MOST_SHOWN = 500  # results that one search lists; more are only counted, and a filter narrows them
MOST_WORDS = 100  # characters of what is typed
METRES_IN_A_MILE = 1609.344


class SearchEntry(models.Model):
    """The narrow row of one findable thing: its words, its place, and the columns that filters count."""

    heading = SearchVectorField(help_text="Words of the title and the names: hits here come first.")
    words = SearchVectorField(help_text="Every word, the heading's among them.")
    posted_on = models.DateField()
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)

    nearest_place: ClassVar[str] = ""
    """Of things in several places: the function of PostgreSQL that gives the metres to the nearest of the others, which
    stand in the arrays other_eastings and other_northings."""

    class Meta:
        abstract = True
        indexes = [
            GinIndex(fields=["words"], name="%(app_label)s_entry_words"),
            models.Index(fields=["-posted_on"], name="%(app_label)s_entry_newest"),
        ]


@dataclass(frozen=True)
class Point:
    """Where somebody looks from: OSGB metres, and how it is written ("B1 1AA")."""

    easting: int
    northing: int
    label: str = ""


@dataclass(frozen=True)
class Search:
    """What is asked. `chosen` maps the name of a facet to the condition that its ticked values make."""

    words: str = ""
    here: Point | None = None
    miles: int | None = None
    chosen: Mapping[str, Q] = field(default_factory=dict)
    order: str = "newest"


@dataclass(frozen=True)
class Found:
    """The answer: the first ids in order, and how many there are in all."""

    ids: Sequence[Any]
    count: int


ORDERS = {
    "relevance": "heading_hit DESC, posted_on DESC, id DESC",
    "newest": "posted_on DESC, id DESC",
    "nearest": "metres, posted_on DESC, id DESC",
}


def clean_words(text: str) -> str:
    """What was typed into a search box, without what no person could have meant, and not endless."""
    return " ".join(UNREADABLE.sub(" ", text[: 4 * MOST_WORDS]).split())[:MOST_WORDS]


def text_query(words: str) -> SearchQuery:
    return SearchQuery(words, config=CONFIG, search_type="websearch")


def metres_from(here: Point, nearest_place: str = "") -> Any:
    """The straight line from `here` to the row's place, in metres; null where the place is not known.

    `nearest_place`: see SearchEntry. Most things are in one place, for which it is not called.
    """
    east, north = F("easting") - Value(here.easting), F("northing") - Value(here.northing)
    squares = ExpressionWrapper(east * east * 1.0 + north * north * 1.0, output_field=models.FloatField())
    own = ExpressionWrapper(Sqrt(squares), output_field=models.FloatField())
    if not nearest_place:
        return own
    spot = (Value(here.easting), Value(here.northing))
    nearest = Func(
        "other_eastings", "other_northings", *spot, function=nearest_place, output_field=models.FloatField()
    )
    return Case(When(other_eastings=None, then=own), default=Least(own, nearest))


def miles_between(here: Point, easting: int | None, northing: int | None) -> float | None:
    if easting is None or northing is None:
        return None
    return math.hypot(easting - here.easting, northing - here.northing) / METRES_IN_A_MILE


def find(entries: QuerySet, search: Search, *, most: int = MOST_SHOWN) -> Found:
    """Search `entries` (a queryset of a SearchEntry model, narrowed to what may be seen) in one statement."""
    hits = _narrowed(entries, search).filter(*search.chosen.values())
    names = ["id", "posted_on"]
    for name, expression in _extra_columns(search, entries.model.nearest_place).items():
        hits = hits.annotate(**{name: expression})
        names.append(name)
    inner, params = hits.order_by().values_list("pk", *names[1:]).query.sql_with_params()
    order_params = [search.words] if _is_ranked(search) else []
    statement = (
        f"WITH hits ({', '.join(names)}) AS MATERIALIZED ({inner}) "  # noqa: S608
        f"SELECT (SELECT count(*) FROM hits), ARRAY({_ids_in_order(entries, search, most)})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *order_params])
        count, ids = cursor.fetchone()
    return Found(ids, count)


def _narrowed(entries: QuerySet, search: Search) -> QuerySet:
    if search.words:
        entries = entries.filter(words=text_query(search.words))
    if search.here and search.miles:
        reach = math.ceil(search.miles * METRES_IN_A_MILE)
        nearest_place = entries.model.nearest_place
        box = Q(
            easting__range=(search.here.easting - reach, search.here.easting + reach),
            northing__range=(search.here.northing - reach, search.here.northing + reach),
        )
        entries = entries.filter(box | Q(other_eastings__isnull=False) if nearest_place else box)
        entries = entries.annotate(reach=metres_from(search.here, nearest_place))
        entries = entries.filter(reach__lte=search.miles * METRES_IN_A_MILE)
    return entries


def _extra_columns(search: Search, nearest_place: str) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    if _is_ranked(search):
        is_hit = Q(heading=text_query(search.words))
        extra["heading_hit"] = ExpressionWrapper(is_hit, output_field=models.BooleanField())
    if search.order == "nearest" and search.here:
        extra["metres"] = metres_from(search.here, nearest_place)
    return extra


def _is_ranked(search: Search) -> bool:
    return search.order == "relevance" and bool(search.words)


def _ids_in_order(entries: QuerySet, search: Search, most: int) -> str:
    if _is_ranked(search):
        return _ranked_ids(entries, most)
    order = ORDERS["nearest" if search.order == "nearest" and search.here else "newest"]
    return f"SELECT id FROM hits ORDER BY {order} LIMIT {most:d}"  # noqa: S608


def _ranked_ids(entries: QuerySet, most: int) -> str:
    """Rank only the best few hundred: those whose heading has the words, then the newest."""
    table, key = entries.model._meta.db_table, entries.model._meta.pk.column
    best = f"SELECT * FROM hits ORDER BY {ORDERS['relevance']} LIMIT {most:d}"  # noqa: S608
    rank = f"ts_rank(entry.heading, websearch_to_tsquery('{CONFIG}', %s))"
    return (
        f'SELECT best.id FROM ({best}) best JOIN "{table}" entry ON entry."{key}" = best.id '  # noqa: S608
        f"ORDER BY heading_hit DESC, {rank} DESC, best.posted_on DESC, best.id DESC"
    )


# Remembering ---------------------------------------------------------------------------------------


class Memory:
    """Answers kept for some seconds in this process, until anything that can be found has changed.

    The table's version is a sequence that its trigger advances, so a change is seen by the next request of every
    process; the seconds bound what a change that is being committed at that very moment could hide.
    """

    MOST = 300

    def __init__(self, table: str) -> None:
        self.table = table
        self._kept: dict[Any, tuple[float, int, Any]] = {}
        self._lock = Lock()

    def recall[T](self, key: Any, make: Callable[[], T]) -> T:
        seconds = settings.SEARCH_MEMORY_SECONDS
        if not seconds:
            return make()
        version = self._version()
        kept = self._kept.get(key)
        if kept and kept[1] == version and monotonic() < kept[0]:
            return kept[2]
        made = make()
        with self._lock:
            if len(self._kept) >= self.MOST:
                self._kept.clear()
            self._kept[key] = (monotonic() + seconds, version, made)
        return made

    def _version(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT last_value FROM "{self.table}_version"')  # noqa: S608 - our own table
            return cursor.fetchone()[0]


def keep_version(table: str) -> migrations.RunSQL:
    """A migration's operation: a sequence that every change of the table advances, for `Memory`."""
    return migrations.RunSQL(
        sql=f"""
            CREATE SEQUENCE "{table}_version";
            CREATE FUNCTION "{table}_changed"() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM nextval('"{table}_version"'); RETURN NULL; END $$;
            CREATE TRIGGER "{table}_changed" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}"
                FOR EACH STATEMENT EXECUTE FUNCTION "{table}_changed"();
        """,
        reverse_sql=f"""
            DROP TRIGGER "{table}_changed" ON "{table}";
            DROP FUNCTION "{table}_changed"();
            DROP SEQUENCE "{table}_version";
        """,
    )
