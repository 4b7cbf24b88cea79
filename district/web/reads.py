"""Reads that are asked for all day: Django works out their SQL once in each process and PostgreSQL the way to answer it
once on each connection, not for every request.

A query of forty columns over a few joins costs both of them more than its answer does. A read is written as a function
that makes a queryset of its arguments:

    @reads.kept
    def _open_vacancies(ids: Any, today: Any) -> QuerySet[Vacancy]:
        return Vacancy.objects.filter(id__in=reads.among(ids), closes_on__gte=today)

    _open_vacancies([3, 4], timezone.localdate())  # a list of vacancies

With `.values_list()` it gives a list of tuples. `numbered` gives the ids of one page of a list, and how many there are;
`Listed` makes a list of a read, for a paginator that knows how long it is.

The function runs once, with a placeholder for each argument, so it may compare them with columns and nothing else.
What it reads beside them, like today's date, would stay as it was at that moment: it must be an argument too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, wraps
from inspect import signature
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Count, Func, QuerySet, Value, Window
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler


@dataclass(frozen=True)
class Placeholder:
    """Stands among a statement's parameters for an argument of the read."""

    name: str


def among(ids: Any) -> Func:
    """What `id__in` takes for an argument that is a list of ids."""
    return Func(ids, template="SELECT unnest(%(expressions)s::bigint[])")


def kept[Row](make: Callable[..., QuerySet[Any, Row]]) -> Callable[..., list[Row]]:
    """The same function, but it gives the rows, and makes its queryset only the first time."""
    names = tuple(signature(make).parameters)
    statement = cache(lambda: Statement(make(*(Value(Placeholder(name)) for name in names))))

    @wraps(make)
    def read(*arguments: Any, part: tuple[int, int] | None = None) -> list[Row]:
        return statement().rows(dict(zip(names, arguments, strict=True)), part)

    read.statement = statement  # type: ignore[attr-defined] # for the test that prepares every one
    return read


@dataclass(frozen=True)
class Listed[Row]:
    """The rows of a kept read for these arguments, of which a slice is read when it is asked for."""

    read: Callable[..., list[Row]]
    arguments: tuple[Any, ...]

    def __getitem__(self, part: slice) -> list[Row]:
        return self.read(*self.arguments, part=(part.start, part.stop - part.start))


def numbered(make: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[tuple[int, int]]]:
    """The same function, but it gives (id, how many there are in all) of `most` rows after the first `skipped`."""
    names = tuple(signature(make).parameters)

    @cache
    def statement() -> Statement:
        return Statement(_with_count(make(*(Value(Placeholder(name)) for name in names))))

    @wraps(make)
    def read(*arguments: Any, skipped: int, most: int) -> list[tuple[int, int]]:
        return statement().rows(dict(zip(names, arguments, strict=True)), (skipped, most))

    read.statement = statement  # type: ignore[attr-defined] # as above
    return read


def numbered_as_it_is(rows: QuerySet[Any, Any]) -> Callable[..., list[tuple[int, int]]]:
    """The read that `numbered` makes, of a queryset whose values are in it already."""
    statement = Statement(_with_count(rows))
    return lambda *, skipped, most: statement.unprepared((skipped, most))


def numbered_once(rows: QuerySet[Any, Any]) -> Callable[..., list[tuple[int, int]]]:
    """The same of one that nobody will ask for again."""
    counted = _with_count(rows)
    return lambda *, skipped, most: list(counted[skipped : skipped + most])


def _with_count(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return rows.annotate(in_all=Window(Count("*"))).values_list("id", "in_all")


NAMED = "kept_"  # statements of reads, on each connection
_numbers = count(1)
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # names of statements, by connection


class Statement:
    """The SQL of a queryset, and how its rows become objects."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        if queryset._prefetch_related_lookups:  # type: ignore[attr-defined] # the stubs leave it out
            raise TypeError("A kept read prefetches nothing: make what you prefetch a read of its own.")
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.parameters = self.compiler.as_sql()
        if any(isinstance(each, date) for each in self.parameters):
            raise TypeError("A kept read would keep this date for ever: make it an argument.")
        columns = [each[0] for each in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(columns)
        self.number = next(_numbers)

    def rows(self, arguments: dict[str, Any], part: tuple[int, int] | None = None) -> list[Any]:
        """All of them, or of `part` (how many to skip, how many to give)."""
        name = self.prepare(in_part=part is not None)
        values = [arguments[each.name] for each in self.parameters if isinstance(each, Placeholder)]
        values += part or ()
        marks = f" ({', '.join(['%s'] * len(values))})" if values else ""
        return self._read(f"EXECUTE {name}{marks}", values)

    def unprepared(self, part: tuple[int, int]) -> list[Any]:
        """The same of one without arguments: there are too many of them for PostgreSQL to know each by name."""
        return self._read(f"{self.sql} OFFSET %s LIMIT %s", [*self.parameters, *part])

    def _read(self, sql: str, values: Sequence[Any]) -> list[Any]:
        worked = Worked(self, sql, values)
        if self.queryset._fields is not None:  # type: ignore[attr-defined] # the stubs leave it out
            return list(worked.results_iter(tuple_expected=True))
        return list(ModelIterable(Answer(self.queryset, worked)))  # type: ignore[arg-type] # it asks no more

    def prepare(self, *, in_part: bool = False) -> str:
        """The name under which PostgreSQL knows it on this thread's connection."""
        name = f"{NAMED}{self.number}{'_part' if in_part else ''}"
        django = connections[DEFAULT_DB_ALIAS]
        django.ensure_connection()
        known = _prepared.setdefault(django.connection, set())
        if name not in known:
            with django.wrap_database_errors, django.connection.cursor() as cursor:
                cursor.execute(f"PREPARE {name} AS {self._numbered_sql(cursor, in_part=in_part)}")
            known.add(name)
        return name

    def _numbered_sql(self, cursor: Any, *, in_part: bool) -> str:
        """With $1, $2 … for its arguments, and every other value written out."""
        numbers = count(1)
        values = [
            f"${next(numbers)}" if isinstance(each, Placeholder) else cursor.mogrify("%s", [each]).decode()
            for each in self.parameters
        ]
        sql = str(self.sql % tuple(values))
        return f"{sql} OFFSET ${next(numbers)} LIMIT ${next(numbers)}" if in_part else sql


class Worked(SQLCompiler):
    """A compiler that has done its work before: the same statement with other values, on this thread's connection."""

    def __init__(self, statement: Statement, sql: str, values: Sequence[Any]) -> None:
        vars(self).update(vars(statement.compiler))
        self.connection = connections[DEFAULT_DB_ALIAS]
        self.worked_out = sql, values
        self.converters = statement.converters

    def as_sql(self, with_limits: bool = True, with_col_aliases: bool = False) -> Any:
        return self.worked_out

    def get_converters(self, expressions: Any) -> Any:
        return self.converters


class Answer:
    """What ModelIterable asks of a queryset."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, queryset: QuerySet[Any, Any], compiler: SQLCompiler) -> None:
        self.model = queryset.model
        self._fetch_mode = queryset._fetch_mode  # type: ignore[attr-defined] # the stubs leave it out
        self.compiler = compiler

    @property
    def query(self) -> "Answer":
        return self

    def get_compiler(self, using: str) -> SQLCompiler:
        return self.compiler
