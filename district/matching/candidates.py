"""Who fits a vacancy, for its employer: people of 18 or over who agreed to be seen, without who they are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac

from district.figures.disclosure.profiles import FEWEST_PEOPLE
from district.matching import receipts, statements
from district.matching.engine import courses as course_rules
from district.matching.models import EngineVersion
from district.matching.receipts import Receipt
from employers.models import CandidateInvitation, HiddenEmployer, JobApplication, Vacancy
from learners.services import consents
from programmes.models import Application

FEWEST = FEWEST_PEOPLE  # people, below which neither lines nor numbers are told


@dataclass(frozen=True)
class Asked:
    """An asked skill, and how many of those who fit meet it."""

    label: str
    level: int
    is_essential: bool
    weight: int
    met: int
    part: int


@dataclass(frozen=True)
class Candidates:
    """Those who fit, best first. `ids` stay in the program: no page shows them."""

    engine: str
    ids: tuple[int, ...]
    fits: tuple[int, ...]
    asked: tuple[Asked, ...]

    @property
    def count(self) -> int:
        return len(self.ids)

    @property
    def are_enough(self) -> bool:
        return self.count >= FEWEST

    @property
    def full_fit(self) -> int:
        return 100 * sum(each.weight for each in self.asked)

    @property
    def full_count(self) -> int:
        """Who meet everything."""
        return sum(fit == self.full_fit for fit in self.fits)

    @property
    def near_count(self) -> int:
        """Who are within reach, and do not meet everything."""
        enough = self.full_fit * course_rules.ENOUGH // 100
        return sum(enough <= fit < self.full_fit for fit in self.fits)


def of_vacancy(*, vacancy: Vacancy, day: date) -> Candidates:
    """Under the version in force: two queries. Nobody where the vacancy is not open or asks for no skill."""
    engine = EngineVersion.objects.current().values_list("code", flat=True).first()
    if engine is None:
        return Candidates("", (), (), ())
    row = statements.rows(
        "find_candidates", engine=engine, day=day, learners=_visible(vacancy), vacancies=[vacancy.id]
    )[0]
    found = row["learners"]
    return Candidates(
        engine=engine,
        ids=tuple(learner for learner, _, _ in found),
        fits=tuple(fit for _, _, fit in found),
        asked=tuple(Asked(*each) for each in row["asked"] or ()),
    )


def card_of(*, vacancy: Vacancy, learner: int) -> str:
    """What stands for a candidate in the address of an invitation: another one for each vacancy."""
    return salted_hmac(
        "district.matching.candidates", f"{vacancy.public_id} {learner}", algorithm="sha256"
    ).hexdigest()[:32]


def _visible(vacancy: Vacancy) -> list[int]:
    """Those who may be seen, but for those who are hidden from this employer, have declined an invitation of it or
    have applied for this vacancy.
    """
    own = {"learner": OuterRef("pk"), "vacancy__organisation": vacancy.organisation_id}
    unseen = (
        HiddenEmployer.objects.filter(learner=OuterRef("pk"), organisation=vacancy.organisation_id),
        CandidateInvitation.objects.filter(**own, state=CandidateInvitation.State.DECLINED),
        JobApplication.objects.sent().filter(learner=OuterRef("pk"), vacancy=vacancy),
    )
    under_age = Application.objects.filter(
        learner=OuterRef("pk"), born_on__gt=consents.latest_birthday_of_adults()
    )
    rows: Any = consents.seen_by_employers().exclude(Exists(under_age))
    for rule in unseen:
        rows = rows.exclude(Exists(rule))
    return list(rows.order_by("id").values_list("id", flat=True))


def lines(*, vacancy: Vacancy, engine: str, learners: Sequence[int], day: date) -> dict[int, Receipt]:
    """The receipt of each of these learners, as they see it themselves. One query."""
    wanted: dict[str, Any] = {"learners": list(learners), "vacancies": [vacancy.id]}
    found: dict[int, list[receipts.AskedLine]] = defaultdict(list)
    for row in statements.rows("explain_candidates", engine=engine, day=day, **wanted):
        found[row["learner_id"]].append(receipts.asked_line(row))
    return {each: Receipt(vacancy.id, tuple(found[each])) for each in learners}
