"""Words as an employer may read them before it knows who they are from."""

import re

from learners.models import Learner

COVERED = "[hidden]"
EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
LINK = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:co\.uk|com|org|net|ac\.uk|me|io)(?:/\S*)?", re.IGNORECASE
)
HANDLE = re.compile(r"(?<!\w)@\w{3,}")
PHONE = re.compile(r"(?<!\w)\+?\(?\d(?:[\s().\-]*\d){6,}")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
LEARNING = r"(?i:school|college|academy|academies|university|sixth[ -]form|institute|madrasa|grammar|primary|secondary)"
WORD = r"[\w\u2019'.&-]+"
# With the names before it ("King Edward VI Camp Hill School") or two words where it is written small, and with what
# follows ("University of Wolverhampton").
SCHOOL = re.compile(
    rf"(?:(?:\b[A-Z]{WORD[:-1]}*\s+(?:(?:of|the|and|for|&)\s+)?){{1,8}}|(?:\b{WORD}\s+){{0,2}})\b{LEARNING}\b"
    rf"(?:\s+(?:of|for|in|at)\s+(?:the\s+)?{WORD}(?:\s+[A-Z]{WORD})*)?"
)
SHORTEST_NAME = 2


def covered(text: str, learner: Learner) -> str:
    """Without the person's names, and without what looks like an address, a number to call, a postcode or a school."""
    for sign in (EMAIL, LINK, HANDLE, PHONE, POSTCODE, SCHOOL):
        text = sign.sub(COVERED, text)
    names = [re.escape(name) for name in _names(learner)]
    if names:
        text = re.sub(
            rf"(?<!\w)(?:{'|'.join(names)})(?:['\u2019]s)?(?!\w)", COVERED, text, flags=re.IGNORECASE
        )
    return re.sub(rf"(?:{re.escape(COVERED)}\s*){{2,}}", f"{COVERED} ", text).strip()


def _names(learner: Learner) -> list[str]:
    """Longest first: each word of the name, and what stands before the @ of the address."""
    words = [
        *re.split(r"[\s\-]+", learner.user.name),
        *re.split(r"[\W_\d]+", (learner.user.email or "").partition("@")[0]),
    ]
    return sorted(
        {word.strip(".,") for word in words if len(word.strip(".,")) >= SHORTEST_NAME}, key=len, reverse=True
    )
