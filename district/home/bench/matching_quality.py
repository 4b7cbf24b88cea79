"""How good the lists are: the engine's own rules on ESCO, for learners whose occupation is known."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from district.home.bench import matching_quality_esco, matching_quality_profiles
from district.skills.services import esco_files, tables
from district.skills.services.classification import Classification, Section
from district.web.errors import Refused

ESCO = "esco-1.2"
PROFILES = "ncs/job_profiles.jsonl"
NEEDED = (Section.SKILLS, Section.OCCUPATIONS, Section.ASKED, Section.BROADER, Section.RELATED)

type Say = Callable[[str], None]


def measure(*, say: Say) -> dict[str, Any]:
    """MRR and nDCG at 10 of lists for learners of held-out occupations; MRR of occupations for job profiles."""
    data = _data()
    say("reading ESCO")
    esco = classification(data / ESCO)
    return {
        "esco": matching_quality_esco.measure(esco, say=say),
        "profiles": matching_quality_profiles.measure(esco, data / PROFILES, say=say),
    }


def classification(folder: Path) -> Classification:
    files = sorted(path for path in folder.iterdir() if path.name.endswith((".csv", ".csv.gz")))
    found = [tables.read(path, esco_files.OUR_NAMES) for path in files]
    esco = esco_files.read([table for table in found if esco_files.knows(table)])
    if missing := [section.value for section in NEEDED if section not in esco.sections]:
        raise Refused(f"The tables of ESCO at {folder} lack {', '.join(missing)}.")
    return esco


def _data() -> Path:
    given = os.environ.get("DISTRICT_SHARED")
    folder = (Path(given) if given else settings.BASE_DIR.parent / "shared") / "data"
    for name, what in (
        (ESCO, "The whole of ESCO is"),
        (PROFILES, "The National Careers Service profiles are"),
    ):
        if not (folder / name).exists():
            raise Refused(
                f"{what} not at {folder / name}: set DISTRICT_SHARED to the folder that holds data/{name}. The"
                " ESCO that comes with the portal has 91 occupations, too few to measure on."
            )
    return folder
