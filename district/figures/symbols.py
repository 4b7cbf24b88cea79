"""What stands in a table where a number cannot, in the shorthand of government statistics."""

from decimal import Decimal
from enum import StrEnum


class Symbol(StrEnum):
    HIDDEN = "c"
    LOW = "low"
    NOT_APPLICABLE = "z"
    NOT_AVAILABLE = "x"
    UNRELIABLE = "u"


MEANINGS: dict[Symbol, str] = {
    Symbol.HIDDEN: "hidden so that nobody can be made out",
    Symbol.LOW: "more than nothing, but rounds to nothing",
    Symbol.NOT_APPLICABLE: "does not apply: there is nothing to divide by",
    Symbol.NOT_AVAILABLE: "not available",
    Symbol.UNRELIABLE: "of too few people to be relied on",
}

type Told = int | Decimal | Symbol
