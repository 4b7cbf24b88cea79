"""How much a skill counts by what stands behind it: the one place where that rule is said, from rules 2 on.

Anybody's own word counts whole: nobody who learned a skill is ever passed for it by somebody who only says so, and
nobody is marked down for lack of proof. A skill that somebody holds from completing a course may count more, by what
employers found of all the people they hired from it, and never by what one of them said of this one: if surely more
than half of them can do it, the more the surer. How sure is the lower end of Wilson's interval (1927) at 95 per cent.
It is told of five people at three employers or more; of fewer nothing is known, and the weight is that of a word.

Such a weight lifts a score. What a vacancy's lines say is met, whether it is within reach, and what courses open goes
by skills and levels alone.
"""

from math import isqrt

FROM_RULES = 2
WORD = 100  # per cent: of anybody's own word, and of a course of whose people too little is known
MOST = 125  # so that a special kind of a skill (80 per cent of it), as sure as can be, counts as much as its word
FEWEST = 5  # people
HALF = 500  # of a thousand
Z, PARTS = 196, 100  # z is 1.96
SCALE = 10**8  # of the square root, so that rounding never shows in a thousandth


def sure_share(can_do: int, hires: int) -> int:
    """The least share of hires, in whole thousandths, that surely can do it.

    (k + z²/2 - z sqrt(k (n - k) / n + z²/4)) / (n + z²), the root rounded up and the whole rounded down.
    """
    square = SCALE * Z * Z // (PARTS * PARTS)
    spread = SCALE * square * can_do * (hires - can_do) // hires + square * square // 4
    least = SCALE * can_do + square // 2 - (isqrt(spread - 1) + 1 if spread else 0)
    return max(0, 1000 * least // (SCALE * hires + square))


def weight(can_do: int, hires: int) -> int:
    """Per cent that a skill from a course counts, from WORD to MOST."""
    if hires < FEWEST:
        return WORD
    return WORD + (MOST - WORD) * max(0, sure_share(can_do, hires) - HALF) // (1000 - HALF)
