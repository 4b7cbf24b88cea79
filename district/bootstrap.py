"""Before the packages are there."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


def enter(arguments):
    if Path(sys.prefix).resolve() != VENV:
        python = VENV / "bin" / "python"
        os.execv(str(python), [str(python), str(ROOT / "manage.py"), *arguments])
