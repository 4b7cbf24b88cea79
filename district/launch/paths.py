"""Where the portal lies and where it may write."""

import os
from pathlib import Path

from district.launch.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """Databases, logs and mail of this checkout: `.local`, or the folder named by DISTRICT_DATA."""
    return Path(os.environ.get("DISTRICT_DATA") or ROOT / ".local").expanduser().resolve()


def make_folder(folder: Path) -> None:
    """See to it that the folder is there and can be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        raise Trouble(
            f"The portal cannot write to {folder}: give yourself the right to, or name another folder in DISTRICT_DATA."
        )
