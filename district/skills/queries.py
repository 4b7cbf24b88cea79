"""What the pages about skills and occupations read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower, RowNumber

from district.skills.models import Crosswalk, Level, Occupation, OccupationSkill, Skill, SkillRelation
from district.skills.services import crosswalks
from district.skills.spine import SPINE
from district.web.search import Memory

memory = Memory(Skill._meta.db_table)

SHOWN = 12  # occupations of each kind on a skill's page; narrower skills
WITHIN = """
    WITH RECURSIVE family(id) AS (
        SELECT id FROM skills_skill WHERE public_id = %s
        UNION SELECT relation.skill_id FROM skills_skillrelation relation JOIN family ON relation.other_id = family.id
        WHERE relation.kind = 'broader'
    ) SELECT id FROM family
"""
FAMILIES = """
    WITH RECURSIVE forward(asked, id, next_id, step) AS (
        SELECT public_id, id, replaced_by_id, 0 FROM skills_skill WHERE public_id = ANY (%s::uuid[])
        UNION ALL
        SELECT forward.asked, skill.id, skill.replaced_by_id, step + 1
        FROM forward JOIN skills_skill skill ON skill.id = forward.next_id
        WHERE step < 20
    ), member(asked, id) AS (
        SELECT asked, id FROM forward WHERE next_id IS NULL
        UNION
        SELECT member.asked, skill.id FROM member JOIN skills_skill skill ON skill.replaced_by_id = member.id
    )
    SELECT named.public_id::text, named.id, named.label, array_agg(skill.id ORDER BY skill.id),
        array_agg(skill.public_id::text ORDER BY skill.id)
    FROM member
    JOIN skills_skill skill ON skill.id = member.id
    JOIN skills_skill named ON named.public_id = member.asked
    GROUP BY named.id
    ORDER BY named.label, named.id
"""


@dataclass(frozen=True)
class Merged:
    """A skill that a search asks for, and all that count as the same: what it was merged into, and what into that."""

    public_id: str
    id: int
    label: str
    ids: tuple[int, ...]
    public_ids: tuple[str, ...]


def merged(public_ids: Iterable[UUID]) -> list[Merged]:
    """By label. One query; none for none."""
    wanted = [str(each) for each in public_ids]
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(FAMILIES, [wanted])
        return [
            Merged(public_id, id_, label, tuple(ids), tuple(names))
            for public_id, id_, label, ids, names in cursor.fetchall()
        ]


def choosable() -> QuerySet[Skill]:
    return Skill.objects.choosable().filter(scheme__in=SPINE).for_list()


def within_family(public_id: UUID) -> RawSQL:
    """The ids of everything below a group or a broader skill."""
    return RawSQL(WITHIN, [public_id])  # noqa: S611 - a constant with one parameter


def skill_called(public_id: UUID | None) -> Skill | None:
    """The live skill or group that an address names, if it names one."""
    return Skill.objects.live().filter(public_id=public_id).first() if public_id else None


def families() -> list[Skill]:
    """Groups that hold digital skills themselves, the fullest first, each with its `skill_count`."""
    digital = Skill.objects.choosable().filter(scheme__in=SPINE, is_digital=True)
    placed = SkillRelation.objects.filter(kind=SkillRelation.Kind.BROADER, skill__in=digital)
    counts = dict(placed.values_list("other").annotate(Count("id")))
    groups = Skill.objects.live().filter(id__in=counts, kind=Skill.Kind.GROUP, scheme__in=SPINE).defer("uri")
    for group in groups:
        group.skill_count = counts[group.id]  # type: ignore[attr-defined]
    return sorted(groups, key=lambda group: (-counts[group.id], group.label.lower(), group.id))


@dataclass
class Relatives:
    """The skills beside a skill, in the order in which a page shows them."""

    broader: list[Skill] = field(default_factory=list)
    narrower: list[Skill] = field(default_factory=list)
    needed: list[Skill] = field(default_factory=list)
    related: list[Skill] = field(default_factory=list)


def relatives(skill: Skill) -> Relatives:
    """One query; withdrawn skills are left out."""
    found = Relatives()
    rows = (
        SkillRelation.objects.filter(Q(skill=skill) | Q(other=skill))
        .select_related("skill", "other")
        .order_by(Lower("skill__label"), Lower("other__label"), "id")
    )
    for row in rows:
        other = row.other if row.skill_id == skill.id else row.skill
        if other.withdrawn_at is None:
            _place(found, row, other, is_source=row.skill_id == skill.id)
    return found


def _place(found: Relatives, row: SkillRelation, other: Skill, *, is_source: bool) -> None:
    if row.kind == SkillRelation.Kind.BROADER:
        (found.broader if is_source else found.narrower).append(other)
    elif row.kind == SkillRelation.Kind.ESSENTIAL and is_source:
        found.needed.append(other)
    elif other not in found.related:
        found.related.append(other)


@dataclass(frozen=True)
class Asking:
    """Occupations that ask for a skill, or skills that an occupation asks for: some of them, and how many there are."""

    is_essential: bool
    things: list[Occupation] | list[Skill]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.things)


def occupations_of(skill: Skill) -> list[Asking]:
    """Those that cannot do without it first; one query."""
    by_kind = Window(Count("id"), partition_by=F("is_essential"))
    place = Window(RowNumber(), partition_by=F("is_essential"), order_by=[Lower("occupation__label"), "id"])
    rows = (
        OccupationSkill.objects.filter(skill=skill, occupation__withdrawn_at=None)
        .annotate(of_kind=by_kind, place=place)
        .filter(place__lte=SHOWN)
        .select_related("occupation")
        .order_by("-is_essential", "place")
    )
    return [
        Asking(is_essential, [row.occupation for row in group], group[0].of_kind)  # type: ignore[attr-defined]
        for is_essential, group in _groups(rows)
    ]


def skills_of(occupation: Occupation) -> list[Asking]:
    rows = (
        OccupationSkill.objects.filter(occupation=occupation, skill__withdrawn_at=None)
        .select_related("skill")
        .order_by("-is_essential", F("skill__is_digital").desc(), Lower("skill__label"), "id")
    )
    return [
        Asking(is_essential, [row.skill for row in group], len(group))
        for is_essential, group in _groups(rows)
    ]


def _groups(rows: Iterable[OccupationSkill]) -> list[tuple[bool, list[OccupationSkill]]]:
    return [(key, list(group)) for key, group in groupby(rows, key=attrgetter("is_essential"))]


def occupations() -> QuerySet[Occupation]:
    """Those that ask for digital skills first."""
    is_ict = ExpressionWrapper(
        Q(isco_group__startswith="25") | Q(isco_group__startswith="35"), BooleanField()
    )
    live = Occupation.objects.filter(withdrawn_at=None, scheme__in=SPINE)
    return live.order_by(is_ict.desc(), Lower("label"), "id")


def level_scales() -> dict[int, dict[str, list[str]]]:
    """For each of our levels the codes of the other scales, from the crosswalk."""
    scales: dict[int, dict[str, list[str]]] = {level.value: {} for level in Level}
    rows = Crosswalk.objects.filter(from_scheme=crosswalks.LEVELS).order_by("to_scheme", "id")
    for row in rows:
        if row.from_code.isdigit() and int(row.from_code) in scales:
            scales[int(row.from_code)].setdefault(row.to_scheme, []).append(row.to_code)
    return scales
