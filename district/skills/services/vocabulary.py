"""The list of skills as the partnership keeps it: skills of its own, names for others, mergers, refusals, and back.

Every decision is kept with who, when and why; what changes the list makes a new version. Who may decide is for the
caller to say: the pages for it are above, in matching, where the effect of a decision can be told.
"""

import uuid

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone

from district.accounts.models import User
from district.skills.models import (
    Scheme,
    Skill,
    SkillLabel,
    SkillRelation,
    UnknownPhrase,
    VocabularyDecision,
    VocabularyVersion,
)
from district.skills.services import phrases
from district.skills.spine import DISTRICT, SPINE
from district.web.errors import Refused

OWN_SCHEME = {
    "name": "Digital Skills District",
    "version": "1",
    "attribution": "Skills that the partners of the Digital Skills District added.",
}
LONGEST_CHAIN = 20
CHANGED = "changed-meanwhile"
Kind = VocabularyDecision.Kind


def version() -> int:
    """Of the list of skills as it is published now; 0 before the first change."""
    return VocabularyVersion.objects.aggregate(last=Max("number"))["last"] or 0


@transaction.atomic
def add(
    *,
    phrase: UnknownPhrase,
    label: str,
    description: str,
    kind: str,
    broader: Skill | None,
    reason: str,
    user: User,
) -> VocabularyDecision:
    """A skill of the partnership's own, named as given and, where that differs, as the phrase is written."""
    _alone()
    waiting = _waiting(phrase)
    if kind not in {Skill.Kind.SKILL, Skill.Kind.KNOWLEDGE}:
        raise Refused("Say whether it is something people do or something they know.", field="kind")
    if broader is not None:
        broader = _usable(broader, field="broader", may_be_group=True)
    folded = _readable(label, field="label")
    _refuse_known(folded, field="label")
    scheme, _ = Scheme.objects.get_or_create(code=DISTRICT, defaults=OWN_SCHEME)
    public_id = uuid.uuid4()
    skill = Skill.objects.create(
        public_id=public_id,
        scheme=scheme,
        uri=public_id.urn,
        label=label,
        description=description,
        kind=kind,
        is_digital=True,
    )
    _name(skill, label, SkillLabel.Kind.PREFERRED)
    if waiting.phrase != folded:
        _name(skill, waiting.text, SkillLabel.Kind.ALTERNATIVE)
    if broader:
        SkillRelation.objects.create(skill=skill, other=broader, kind=SkillRelation.Kind.BROADER)
    return _decide(
        Kind.ADD, phrase=waiting, skill=skill, other=broader, words=label, reason=reason, user=user
    )


@transaction.atomic
def alias(*, phrase: UnknownPhrase, skill: Skill, reason: str, user: User) -> VocabularyDecision:
    """The phrase becomes another name of a skill that is there."""
    _alone()
    waiting, skill = _waiting(phrase), _usable(skill, field="skill")
    _refuse_known(waiting.phrase, field="skill")
    label = _name(skill, waiting.text, SkillLabel.Kind.ALTERNATIVE)
    return _decide(
        Kind.ALIAS,
        phrase=waiting,
        skill=skill,
        words=waiting.text,
        labels=[label.id],
        reason=reason,
        user=user,
    )


@transaction.atomic
def merge(*, skill: Skill, into: Skill, reason: str, user: User) -> VocabularyDecision:
    """One of our own skills gives way to another, which takes over its names; what names the old one stays and counts
    as the other."""
    _alone()
    old, into = _usable(skill, field="skill"), _usable(into, field="into")
    if old.scheme_id != DISTRICT:
        raise Refused("Only skills that the partnership added can be merged: others belong to their scheme.")
    if old == into:
        raise Refused("Choose another skill than this one.", field="into")
    taken = set(into.labels.values_list("phrase", flat=True))
    new = [
        SkillLabel(
            skill=into, kind=SkillLabel.Kind.ALTERNATIVE, text=label.text, phrase=label.phrase, is_own=True
        )
        for label in old.labels.order_by("id")
        if label.phrase not in taken
    ]
    SkillLabel.objects.bulk_create(new)
    old.withdrawn_at, old.replaced_by = timezone.now(), into
    old.save(update_fields=["withdrawn_at", "replaced_by"])
    labels = [label.id for label in new]
    return _decide(
        Kind.MERGE, skill=old, other=into, words=old.label, labels=labels, reason=reason, user=user
    )


@transaction.atomic
def refuse(*, phrase: UnknownPhrase, reason: str, user: User) -> VocabularyDecision:
    """It is no skill, and never waits again. The list of skills stays as it is, so this makes no version."""
    _alone()
    waiting = _waiting(phrase)
    return _decide(Kind.REFUSE, phrase=waiting, words=waiting.text, reason=reason, user=user)


@transaction.atomic
def undo(*, decision: VocabularyDecision, reason: str, user: User) -> VocabularyDecision:
    """Back to what was before. Refused while a later decision builds on this one; undone already is as good."""
    _alone()
    decision = VocabularyDecision.objects.select_related("skill", "other", "phrase").get(pk=decision.pk)
    if decision.undone_at:
        return decision
    if later := _built_on(decision):
        raise Refused(
            f"Undo “{later.words}” ({later.get_kind_display().lower()},"
            f" {timezone.localtime(later.decided_at):%-d %B %Y}) first: it builds on this decision.",
            code="built-on",
        )
    if decision.skill and decision.kind == Kind.ADD:
        decision.skill.withdrawn_at = timezone.now()
        decision.skill.save(update_fields=["withdrawn_at"])
    elif decision.skill and decision.kind == Kind.MERGE:
        decision.skill.withdrawn_at = decision.skill.replaced_by = None
        decision.skill.save(update_fields=["withdrawn_at", "replaced_by"])
    SkillLabel.objects.filter(id__in=decision.labels, is_own=True).delete()
    if decision.phrase:
        decision.phrase.state = UnknownPhrase.State.WAITING
        decision.phrase.save(update_fields=["state"])
    decision.undone_at, decision.undone_by, decision.undone_reason = timezone.now(), user, reason
    decision.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    if decision.kind != Kind.REFUSE:
        _publish(decision, is_undoing=True)
    return decision


def keep_effect(*, decision: VocabularyDecision, effect: dict[str, int | None]) -> None:
    """What its preview counted stays with the decision."""
    VocabularyDecision.objects.filter(pk=decision.pk).update(effect=effect)


def latest(skill: Skill) -> Skill:
    """The skill itself, or the one at the end of its successors."""
    for _ in range(LONGEST_CHAIN):
        if skill.replaced_by is None:
            break
        skill = skill.replaced_by
    return skill


def heirs() -> dict[int, int]:
    """Each skill that was merged away, and the one that it counts as; one query."""
    replaced = dict(
        Skill.objects.exclude(replaced_by=None).order_by("id").values_list("id", "replaced_by_id")
    )
    found = {}
    for old, heir in replaced.items():
        for _ in range(LONGEST_CHAIN):
            heir = replaced.get(heir, heir)  # noqa: PLW2901 - to the end of the chain
        found[old] = heir
    return found


def _alone() -> None:
    """One decision at a time: each is made of what the last one left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('vocabulary'))")


def _waiting(phrase: UnknownPhrase) -> UnknownPhrase:
    """The phrase as it is now, or who was quicker."""
    now = UnknownPhrase.objects.filter(pk=phrase.pk).first()
    if now is None:
        raise Refused("No text holds this phrase any more, so nothing has to be decided.", code=CHANGED)
    if now.state == UnknownPhrase.State.WAITING:
        return now
    last = now.decisions.filter(undone_at=None).select_related("decided_by").first()
    who = (last.decided_by and last.decided_by.name) or "Somebody" if last else "Somebody"
    when = f" on {timezone.localtime(last.decided_at):%-d %B at %H:%M}" if last else ""
    raise Refused(f"{who} has decided about “{now.text}”{when}. Nothing was changed now.", code=CHANGED)


def _usable(skill: Skill, *, field: str, may_be_group: bool = False) -> Skill:
    """The skill as it is now, locked, if it may be chosen."""
    now = Skill.objects.select_for_update(of=("self",)).filter(pk=skill.pk).first()
    if now is None or now.withdrawn_at or now.scheme_id not in SPINE:
        raise Refused("This skill is no longer on the list. Choose another.", field=field, code=CHANGED)
    if now.kind == Skill.Kind.GROUP and not may_be_group:
        raise Refused("This is a family of skills. Choose one of its skills.", field=field)
    return now


def _readable(label: str, *, field: str) -> str:
    folded = phrases.fold(label)
    if not any(sign.isalpha() for sign in folded):
        raise Refused("Write the name in letters.", field=field)
    return folded


def _refuse_known(folded: str, *, field: str) -> None:
    known = (
        SkillLabel.objects.filter(phrase=folded, skill__withdrawn_at=None, skill__scheme__in=SPINE)
        .exclude(skill__kind=Skill.Kind.GROUP)
        .select_related("skill")
        .order_by("id")
        .first()
    )
    if known:
        raise Refused(f"“{known.text}” is a name of the skill “{known.skill}” already.", field=field)


def _name(skill: Skill, text: str, kind: SkillLabel.Kind) -> SkillLabel:
    return SkillLabel.objects.create(
        skill=skill, kind=kind, text=text, phrase=phrases.fold(text), is_own=True
    )


def _decide(
    kind: Kind, *, user: User, phrase: UnknownPhrase | None = None, **facts: object
) -> VocabularyDecision:
    decision = VocabularyDecision.objects.create(kind=kind, phrase=phrase, decided_by=user, **facts)
    if phrase:
        is_refused = kind == Kind.REFUSE
        phrase.state = UnknownPhrase.State.REFUSED if is_refused else UnknownPhrase.State.NAMED
        phrase.save(update_fields=["state"])
    if kind != Kind.REFUSE:
        _publish(decision)
    return decision


def _publish(decision: VocabularyDecision, *, is_undoing: bool = False) -> None:
    VocabularyVersion.objects.create(number=version() + 1, decision=decision, is_undoing=is_undoing)


def _built_on(decision: VocabularyDecision) -> VocabularyDecision | None:
    """The last decision, not undone, that takes what this one made for granted."""
    later = VocabularyDecision.objects.filter(undone_at=None, id__gt=decision.id)
    if decision.kind == Kind.ADD:
        return later.filter(Q(skill=decision.skill) | Q(other=decision.skill)).first()
    if decision.kind == Kind.ALIAS:
        return later.filter(kind=Kind.MERGE, skill=decision.skill).first()
    if decision.kind == Kind.MERGE:
        return later.filter(kind=Kind.MERGE, skill=decision.other).first()
    return None
