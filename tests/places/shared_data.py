"""Where the richer public files are, when this machine has them."""

import os
from pathlib import Path

import pytest

from district.launch.paths import ROOT


def shared_data(name: str) -> Path:
    folder = Path(os.environ.get("DISTRICT_SHARED") or ROOT.parent / "shared") / "data" / name
    if not folder.is_dir():
        pytest.skip(
            f"The public files of {name} are not on this machine (DISTRICT_SHARED names their folder)."
        )
    return folder
