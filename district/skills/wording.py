"""Plain words about levels and kinds of skill."""

from dataclasses import dataclass

from district.skills.models import Level, Skill, VocabularyDecision

KINDS = {
    Skill.Kind.SKILL: "Something you can do",
    Skill.Kind.KNOWLEDGE: "Something you know",
    Skill.Kind.GROUP: "A family of skills",
}


@dataclass(frozen=True)
class LevelWords:
    level: Level
    in_short: str
    signs: tuple[str, ...]


LEVELS = (
    LevelWords(
        Level.FOUNDATION,
        "You can do simple things, with help when you get stuck.",
        (
            "You know what it is for.",
            "You follow instructions that someone shows you.",
            "You ask when something unusual happens.",
        ),
    ),
    LevelWords(
        Level.INTERMEDIATE,
        "You do everyday tasks on your own.",
        (
            "You finish ordinary tasks without help.",
            "You solve the problems that come up often.",
            "You know when to ask someone more experienced.",
        ),
    ),
    LevelWords(
        Level.ADVANCED,
        "You choose how to do it, and you help others.",
        (
            "You work out what fits a new situation.",
            "You check the work of others and show them how.",
            "You can say why you did it this way.",
        ),
    ),
    LevelWords(
        Level.EXPERT,
        "People come to you. You set how it is done.",
        (
            "You solve problems that have no known answer.",
            "You decide how a team or an organisation does it.",
            "You bring new ideas to the field.",
        ),
    ),
)


def level_words(level: int) -> LevelWords:
    return LEVELS[level - 1]


def of_decision(decision: VocabularyDecision) -> str:
    """What a decision on the vocabulary did; it comes with its skills."""
    words, skill, other = decision.words, decision.skill, decision.other
    match decision.kind:
        case VocabularyDecision.Kind.ADD:
            return f"“{words}” added as a skill"
        case VocabularyDecision.Kind.ALIAS:
            return f"“{words}” is another name for “{skill}”"
        case VocabularyDecision.Kind.MERGE:
            return f"“{words}” merged into “{other}”"
    return f"“{words}” refused: it is no skill"
