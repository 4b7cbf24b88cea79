"""The e-mails that a developer's machine keeps in files instead of sending them."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from django.conf import settings

MOST_SHOWN = 100
BETWEEN_MESSAGES = b"\n" + b"-" * 79


@dataclass(frozen=True)
class Letter:
    """One message, known by its file and its place in it."""

    name: str
    message: Any

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]

    def _part(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return part.get_content() if part else ""


def newest() -> list[Letter]:
    files = sorted(_folder().glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [letter for path in files[:MOST_SHOWN] for letter in _letters(path)]


def find(name: str) -> Letter | None:
    return next((letter for letter in newest() if letter.name == name), None)


def _folder() -> Path:
    mailer: Any = settings.MAILERS["default"]
    return Path(mailer["OPTIONS"]["file_path"])


def _letters(path: Path) -> list[Letter]:
    written = path.read_bytes().split(BETWEEN_MESSAGES)
    messages = [message_from_bytes(part.lstrip(), policy=policy.default) for part in written if part.strip()]
    return [Letter(f"{path.stem}-{number}", message) for number, message in enumerate(messages)]
