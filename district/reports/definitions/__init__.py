"""The reports of the desk, each defined once: page, files, pictures and data dictionary come from the same words."""

from district.reports.definitions.delivery import R1, R8
from district.reports.definitions.destinations import R7
from district.reports.definitions.employers import R9, R11
from district.reports.definitions.fairness import R16
from district.reports.definitions.funnel import R6
from district.reports.definitions.groups import R4
from district.reports.definitions.money import R2, R3
from district.reports.definitions.place import R5
from district.reports.parts import Definition

DEFINITIONS: dict[str, Definition] = {
    each.code: each for each in (R1, R2, R3, R4, R5, R6, R7, R8, R9, R11, R16)
}
