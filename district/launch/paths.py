"""Where the portal lies and where it may write."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """Databases, logs and mail of this checkout: `.local`, or the folder named by DISTRICT_DATA."""
    return Path(os.environ.get("DISTRICT_DATA") or ROOT / ".local").expanduser().resolve()
