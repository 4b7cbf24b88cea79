"""Names of skills that are also something else, and what must stand around them before they count in a text.

Every word here is folded as `phrases.fold` does it. Single words only; longer names speak for themselves.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEVER = _words(
    """
    accompany aesthetics amuse any bargain betting brainstorm bristles bundling chip choose clean
    collect computer conduct consultation controller create ct curiosity decide delegate delight design
    detect die draw dressing dust ecosystem energy equipment experiment fish formula formulae google
    guide hair history ict innovate interview invent iron it lead lecture logging logic match migration
    morality negotiate noc nose ort paint persist persuade plan politic pos pow pregnancy process
    processor protein purchase report reserve sai sampling scan schedule scrutinise security sing spe st
    supra time transformer vam
    """
)
"""Roots of words too common, or too many things at once: never read as a skill."""

NEVER_PHRASES = frozenset(
    {
        "and procedure",
        "application process",
        "be responsible",
        "enjoy working",
        "process application",
        "provide key",
        "receive application",
    }
)
"""The same for longer names, by the roots of their words."""

NOT_FIRST = frozenset({"a", "an", "and", "of", "or", "the"})
"""A longer name that starts with one of these is a piece of a sentence."""

WITH_COMPANY = _words(
    """
    access ada assembly bash basic c call cops curl d eclipse ems euphoria express f factor fantom flash
    fusion git go hack harvest icon io j julia k less m maven ml mocha nec next oracle pascal pure quest
    r rest rust safari salt scratch self sem sequel snap soap source spark spl stl swift tcl tec trojan
    v vision windows word wp x10
    """
)
"""Exactly as written, and only beside a word of the trade or another digital skill: "Python, R and SQL"."""

EXACT = _words(
    """
    absorb backbox balsamiq canvas ceylon chef confluence dylan excel go groovy hobgoblin lua myrtle
    numbers occam outlook pages polish puppet ruby rudder sakai sketch slack swagger teams tesseract
    turing vagrant versant visio
    """
)
"""Ordinary words too: exactly as written, and not merely because a sentence begins."""

TRADE = _words(
    """
    adobe api apis app apps code coder coding database databases developer developers development
    engineer framework frameworks html javascript language languages libraries library linux microsoft
    ms object oracle pl powershell programmer programmers programming repository script
    scripting scripts sdk software spreadsheet sql stack studio syntax tool tools unix version
    """
)

OWNER = {"ml": "machine learning"}
"""Where a name belongs to several skills: the label of the one people mean."""

SPELLINGS = {
    "behavior": "behaviour",
    "catalog": "catalogue",
    "center": "centre",
    "color": "colour",
    "defense": "defence",
    "labeling": "labelling",
    "license": "licence",
    "modeling": "modelling",
    "program": "programme",
    "traveling": "travelling",
}
"""American to British, for whole words; -ize and -yze are treated by rule."""
