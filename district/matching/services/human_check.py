"""People judge pairs of profile and job blind: which pairs, in which order, and what came of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations, groupby
from statistics import fmean

from django.db import transaction
from django.db.models import F, Prefetch
from django.utils import timezone

from district.accounts.models import User
from district.matching import agreement
from district.matching.engine import score
from district.matching.engine.facts import Asked
from district.matching.models import (
    AskedWeight,
    CheckConsent,
    EngineVersion,
    RatedPair,
    Rater,
    Rating,
    SkillCredit,
)
from district.partners.actor import Actor
from district.partners.models import Membership
from district.web.errors import NotAllowed, Refused
from employers.models import Vacancy
from learners.models import HeldSkill, Learner

PROFILES = 50
JOBS = 10
FEWEST_SKILLS = 3
LEAST_BOTH = 30  # pairs that two raters both rated, for an agreement worth telling
LEAST_LISTS = 5  # profiles that at least two rated whole, for an nDCG worth telling
WIDE = 0.1  # a margin of kappa beyond which a sample is called small


@dataclass(frozen=True)
class Agreement:
    """Of two raters, by their seats. Figures are None until both have rated pairs enough."""

    seats: tuple[int, int]
    both: int
    kappa: float | None
    weighted_kappa: float | None
    margin: float | None

    @property
    def is_small(self) -> bool:
        return self.margin is not None and self.margin > WIDE


@dataclass(frozen=True)
class Outcome:
    """Of one engine version. Figures are None until there are ratings enough."""

    engine: EngineVersion
    is_fictional: bool
    pairs: int
    rated: Mapping[int, int]  # by seat
    both: int  # pairs that at least two rated
    lists: int
    agreements: tuple[Agreement, ...]  # of each two raters
    kappa: float | None  # the mean over them, Light's
    weighted_kappa: float | None
    ndcg: float | None

    @property
    def is_small(self) -> bool:
        return any(each.is_small for each in self.agreements)


@transaction.atomic
def agree(*, learner: Learner, is_agreed: bool, by: Actor) -> None:
    """A learner lets raters see their skills, or no longer does: then their pairs and all ratings of them go."""
    if by.user != learner.user:
        raise NotAllowed("Only the learner can decide who sees their skills.")
    if is_agreed:
        CheckConsent.objects.get_or_create(learner=learner)
    else:
        CheckConsent.objects.filter(learner=learner).delete()
        RatedPair.objects.filter(learner=learner).delete()


def forget(*, learner_ids: Sequence[int]) -> None:
    """After a change of profile: nothing is kept of somebody who switched matching off."""
    RatedPair.objects.filter(learner__in=learner_ids, learner__matching_on=False).delete()


@transaction.atomic
def draw(*, by: Actor, profiles: int = PROFILES) -> int:
    """Pairs of the current engine version, the same whenever the same people and vacancies are there; says how many.

    Once drawn they stay: drawing again is a success that changes nothing.
    """
    if not by.is_staff:
        raise NotAllowed("Only WMCA staff can draw pairs.")
    engine = EngineVersion.objects.current().select_for_update().first()
    if engine is None:
        raise Refused("There is no engine version yet: match everybody first.")
    if drawn := RatedPair.objects.filter(engine=engine).count():
        return drawn
    held = _held(engine, profiles)
    asked = _asked(engine)
    if not held or not asked:
        raise Refused(
            "No pair can be drawn: it takes learners with three skills who agreed, and open vacancies with skills."
        )
    pairs = [pair for learner, lines in held.items() for pair in _pairs(engine, learner, lines, asked)]
    RatedPair.objects.bulk_create(pairs)
    return len(pairs)


def _held(engine: EngineVersion, profiles: int) -> dict[Learner, list[HeldSkill]]:
    """By learner, of those who agreed, in an order that chance of the version alone decides."""
    rows = HeldSkill.objects.filter(
        learner__matching_on=True, learner__in=CheckConsent.objects.values("learner")
    )
    by_learner = defaultdict(list)
    for row in rows.select_related("learner", "skill").order_by("learner_id", "skill_id"):
        by_learner[row.learner].append(row)
    enough = [learner for learner, lines in by_learner.items() if len(lines) >= FEWEST_SKILLS]
    chosen = sorted(enough, key=lambda learner: _lot(engine.code, learner.id))[:profiles]
    return {learner: by_learner[learner] for learner in chosen}


def _asked(engine: EngineVersion) -> dict[Vacancy, list[AskedWeight]]:
    rows = AskedWeight.objects.filter(engine=engine, vacancy__in=Vacancy.objects.open().once())
    by_vacancy = defaultdict(list)
    shown = ("engine", "level", "weight", "is_essential", "skill__label", "vacancy__title")
    ordered = rows.select_related("vacancy", "skill").order_by("vacancy_id", "-weight", "skill_id")
    for row in ordered.only(*shown):
        by_vacancy[row.vacancy].append(row)
    return dict(by_vacancy)


def _pairs(
    engine: EngineVersion,
    learner: Learner,
    lines: list[HeldSkill],
    asked: dict[Vacancy, list[AskedWeight]],
) -> list[RatedPair]:
    held = {line.skill_id: line.level for line in lines}
    counts = SkillCredit.objects.filter(engine=engine, held__in=held)
    credits = {(row.asked_id, row.held_id): row.percent for row in counts}
    known: dict[tuple[int, int], int] = {}
    fits = []
    for vacancy, rows in asked.items():
        fit = 0
        for row in rows:
            key = row.skill_id, row.level
            if key not in known:
                known[key] = score.credit(held, Asked(row.skill_id, row.level, row.weight), credits)
            fit += row.weight * known[key]
        fits.append((fit, vacancy))
    fits.sort(key=lambda pair: (-pair[0], pair[1].id))
    lines = sorted(lines, key=lambda line: (-line.level, line.skill.label))
    return [
        RatedPair(
            engine=engine,
            learner=learner,
            vacancy=vacancy,
            fit=fit,
            title=vacancy.title,
            held=[[line.skill.label, line.level] for line in lines],
            asked=[[row.skill.label, row.level, row.is_essential] for row in asked[vacancy]],
        )
        for fit, vacancy in _strata(fits, f"{engine.code} {learner.id}")
    ]


def _strata(fits: list[tuple[int, Vacancy]], salt: str) -> list[tuple[int, Vacancy]]:
    """One of each part of a list ordered by fit: the first, the second, the next two, four, eight … and one that
    fits not at all. Parts that are empty are made up for by the best that are left.
    """
    some = [pair for pair in fits if pair[0] > 0]
    none = [pair for pair in fits if pair[0] == 0]
    ends = [1, *(2**step for step in range(1, JOBS - 2)), len(some)]
    parts = [some[start:end] for start, end in zip([0, *ends], ends, strict=False) if some[start:end]]
    chosen = [min(part, key=lambda pair: _lot(salt, pair[1].id)) for part in [*parts, none] if part]
    left = [pair for pair in fits if pair not in chosen]
    return (chosen + left)[:JOBS]


def _lot(salt: str, number: int) -> bytes:
    return blake2b(f"{salt} {number}".encode(), digest_size=8).digest()


@transaction.atomic
def name_rater(*, email: str, by: Actor) -> Rater:
    """A person who acts for an organisation takes the next seat; naming them twice is a success."""
    if not by.is_staff:
        raise NotAllowed("Only WMCA staff can name raters.")
    engine = EngineVersion.objects.current().select_for_update().first()
    if engine is None:
        raise Refused("There is no engine version yet: match everybody first.")
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None or not Membership.objects.live().filter(user=user).exists():
        raise Refused(
            "Nobody with this address acts for an organisation here. Check the address.", field="email"
        )
    raters = list(Rater.objects.filter(engine=engine))
    for rater in raters:
        if rater.user_id == user.id:
            return rater
    seat = max((rater.seat for rater in raters), default=0) + 1
    return Rater.objects.create(engine=engine, user=user, seat=seat)


def rater_of(user: User) -> Rater | None:
    """The seat of this person in the newest check."""
    rows = Rater.objects.filter(user=user, engine__in=EngineVersion.objects.current())
    return rows.select_related("engine").first()


def in_order(rater: Rater) -> list[tuple[int, int | None]]:
    """(id of the pair, own rating) in an order of this rater's own."""
    own = {row.pair_id: row.value for row in rater.ratings.all()}
    ids = (
        RatedPair.objects.usable().filter(engine=rater.engine_id).order_by("id").values_list("id", flat=True)
    )
    mixed = sorted(ids, key=lambda number: _lot(f"rater {rater.engine_id} {rater.seat}", number))
    return [(number, own.get(number)) for number in mixed]


@transaction.atomic
def rate(*, rater: Rater, pair: RatedPair, value: int, by: Actor) -> Rating:
    """Rated again, it is the newer rating that counts."""
    if by.user != rater.user or pair.engine_id != rater.engine_id:
        raise NotAllowed("Only the raters of this check can rate its pairs.")
    rating, _ = Rating.objects.update_or_create(
        pair=pair, rater=rater, defaults={"value": Rating.Value(value), "rated_at": timezone.now()}
    )
    return rating


def outcomes() -> list[Outcome]:
    """Of every version that has pairs, the newest first."""
    ratings = Prefetch("ratings", Rating.objects.select_related("rater"))
    rows = RatedPair.objects.usable().select_related("engine").prefetch_related(ratings)
    rows = rows.annotate(is_fictional=F("learner__is_fictional"))
    ordered = rows.order_by("-engine__number", "learner_id", "-fit", "vacancy_id")
    return [_outcome(engine, list(pairs)) for engine, pairs in groupby(ordered, key=lambda pair: pair.engine)]


def _outcome(engine: EngineVersion, pairs: list[RatedPair]) -> Outcome:
    told = [{row.rater.seat: row.value for row in pair.ratings.all()} for pair in pairs]
    seats = sorted({seat for values in told for seat in values})
    lists = list(_whole_lists(zip(pairs, told, strict=True), seats))
    orders = [value for relevances in lists if (value := agreement.ndcg(relevances)) is not None]
    agreements = tuple(_agreement(two, told) for two in combinations(seats, 2))
    return Outcome(
        engine=engine,
        is_fictional=any(pair.is_fictional for pair in pairs),  # type: ignore[attr-defined]
        pairs=len(pairs),
        rated={seat: sum(seat in values for values in told) for seat in seats},
        both=sum(len(values) > 1 for values in told),
        lists=len(lists),
        agreements=agreements,
        kappa=_mean(each.kappa for each in agreements),
        weighted_kappa=_mean(each.weighted_kappa for each in agreements),
        ndcg=fmean(orders) if len(orders) >= LEAST_LISTS else None,
    )


def _agreement(seats: tuple[int, int], told: Iterable[Mapping[int, int]]) -> Agreement:
    one, other = seats
    both = [(values[one], values[other]) for values in told if one in values and other in values]
    is_enough = len(both) >= LEAST_BOTH
    return Agreement(
        seats=seats,
        both=len(both),
        kappa=agreement.kappa(both) if is_enough else None,
        weighted_kappa=agreement.weighted_kappa(both) if is_enough else None,
        margin=agreement.margin(both) if is_enough else None,
    )


def _mean(figures: Iterable[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return fmean(known) if known else None


def _whole_lists(
    told: Iterable[tuple[RatedPair, dict[int, int]]], seats: Iterable[int]
) -> Iterable[list[float]]:
    """The mean ratings of each profile whose pairs at least two have rated whole, in the engine's order."""
    for _, group in groupby(told, key=lambda each: each[0].learner_id):
        values = [rated for _, rated in group]
        whole = [seat for seat in seats if all(seat in rated for rated in values)]
        if len(whole) > 1:
            yield [fmean(rated[seat] for seat in whole) for rated in values]
