"""Turns the HTML of an advert into plain text: paragraphs, list items with a dash, no markup, nothing hidden."""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from district.web.wording import UNREADABLE

BLOCKS = {
    *(
        "address",
        "article",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
    ),
    *("h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul"),
}
HIDDEN = "script|style|template|noscript|iframe|svg|head|title|object|select"
UNSEEN = re.compile(rf"<({HIDDEN})\b[^>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"""<(?P<end>/?)(?P<name>[a-zA-Z][\w:-]*+)(?:[^<>"']|"[^"]*+"|'[^']*+')*+>|<[!?/][^>]*+>""")
LINE_INSIDE = re.compile(r"(?<![>\n])\n(?!\n)")
MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
BULLET = re.compile(r"[-\u2013•*·▪●]\s*(?=\S)")
MOST = 20_000


def plain_text(text: str, most: int = MOST) -> str:
    """Readable text of at most so many characters; text that holds no markup keeps its own line breaks."""
    text = text[: 10 * MOST]
    if "&lt;" in text and not TAG.search(text):
        text = unescape(text)  # markup that was itself escaped, as feeds do
    if MARKUP.search(text):
        text = _without_markup(text)
    return tidy(text, most)


def one_line(text: str, most: int) -> str:
    return " ".join(plain_text(text).split())[:most].rstrip()


def tidy(text: str, most: int = MOST) -> str:
    """Without control characters, trailing spaces and heaps of empty lines; cut at a word."""
    text = unicodedata.normalize("NFC", UNREADABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = re.sub(r"[^\S\n]{2,}|[^\S\n ]", " ", text.replace("\u200b", "").replace("\ufeff", ""))
    text = re.sub(r" ?\n ?", "\n", text)
    text = re.sub(r"\n- ?(?:\n+|$)(?=\S)", "\n- ", text)
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(None, 1)[0].rstrip() + "…"


@dataclass(frozen=True)
class Block:
    """A piece of a text as a page shows it: a paragraph, a heading, or a list."""

    kind: str
    lines: list[str]


def blocks(text: str) -> list[Block]:
    """Plain text in pieces: lines with a dash or bullet are a list, a short line above a text its heading."""
    found: list[Block] = []
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        if bullet := BULLET.match(line):
            if not found or found[-1].kind != "list":
                found.append(Block("list", []))
            found[-1].lines.append(line[bullet.end() :])
        elif len(line) <= 60 and line[-1] not in ".,;?!" and not re.search(r"\d{4}|https?:|@", line):
            found.append(Block("heading", [line.rstrip(":")]))
        else:
            found.append(Block("paragraph", [line]))
    if found and found[-1].kind == "heading":
        found[-1] = Block("paragraph", found[-1].lines)
    return [
        Block("paragraph", block.lines) if block.kind == "heading" and after.kind == "heading" else block
        for block, after in pairwise([*found, Block("", [])])
    ]


def _without_markup(html: str) -> str:
    """One pass over the tags. What results is text, and every page escapes it; nothing depends on catching all tags."""
    html = UNSEEN.sub(" ", LINE_INSIDE.sub(" ", html))
    return unescape(TAG.sub(_space_for, html))


def _space_for(tag: re.Match[str]) -> str:
    """The white space that stands for a tag."""
    name = (tag["name"] or "").lower()
    if name == "li":
        return "" if tag["end"] else "\n- "
    if name in BLOCKS:
        return "\n\n"
    return "\n" if name == "br" else " " if name in {"td", "th"} else ""
