"""How well and how fast skills are found in sentences: on labelled adverts that lie beside the project."""

import csv
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.conf import settings

from district.skills.extraction import words
from district.skills.extraction.extractor import Extractor
from district.skills.services import extracting
from district.web.errors import Refused

SETS = ("tech", "house")
NOT_A_SKILL = {"LABEL NOT PRESENT", "UNDERSPECIFIED", ""}
NO_SKILL = Path("tests/skills/sentences_without_skill.txt")
ROUNDS = 3

_extractor: Extractor | None = None


def measure(*, say: Callable[[str], None]) -> dict[str, Any]:
    """RP@k: the relevant among the first k, by the lesser of k and all relevant; only of sentences with labels."""
    data = _data()
    labels = _lines(data / "bench-dev/skill-extraction/skills_en_label_v1.1.0.txt")
    say(f"reading {len(labels):,} labels")
    ranker = extracting.over_labels(labels)
    found: dict[str, Any] = {}
    for name in SETS:
        say(f"ranking the {name} sentences")
        found[name] = _ranked(
            ranker, data / f"bench-dev/skill-extraction/{name}_validation_annotations.csv", labels
        )
    adverts = [json.loads(line) for line in _lines(data / "vacancies/skillspan_adverts_train_dev.jsonl")]
    say(f"reading {len(adverts)} adverts, {ROUNDS} times")
    extractor = extracting.embedded()
    found["no_skill_precision"] = _no_skill_precision(extractor, adverts)
    found["adverts_per_second"] = _speed(extractor, [advert["text"] for advert in adverts])
    return found


def _data() -> Path:
    given = os.environ.get("DISTRICT_SHARED")
    folder = (Path(given) if given else settings.BASE_DIR.parent / "shared") / "data"
    if not (folder / "bench-dev/skill-extraction").is_dir():
        raise Refused(
            f"The labelled sentences are not at {folder}: set DISTRICT_SHARED to the folder that holds data/bench-dev."
        )
    return folder


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line]


def _ranked(ranker: Extractor, path: Path, labels: Sequence[str]) -> dict[str, float]:
    known = set(labels)
    wanted: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told = wanted.setdefault(row["sentence"], set())
            if row["label"] not in NOT_A_SKILL and row["label"] in known:
                told.add(row["label"])
    places = {entry.label: place for place, entry in enumerate(ranker.entries)}
    answers = [
        (ranker.order(text), {places[label] for label in right}) for text, right in wanted.items() if right
    ]
    return {
        "rp5": _percent(_precision(ranked, right, 5) for ranked, right in answers),
        "rp10": _percent(_precision(ranked, right, 10) for ranked, right in answers),
        "mrr": _percent(1 / (1 + min(map(ranked.index, right))) for ranked, right in answers),
    }


def _precision(ranked: Sequence[int], right: set[int], most: int) -> float:
    return len(right.intersection(ranked[:most])) / min(most, len(right))


def _percent(parts: Iterator[float]) -> float:
    numbers = list(parts)
    return round(100 * sum(numbers) / len(numbers), 2)


def _no_skill_precision(extractor: Extractor, adverts: Sequence[dict[str, str]]) -> float:
    """The share of sentences that name no skill for which nothing is suggested."""
    digests = set(_lines(settings.BASE_DIR / NO_SKILL))
    lines = {line.strip() for advert in adverts for line in advert["text"].split("\n")}
    sentences = [line for line in lines if sha256(line.encode()).hexdigest()[:16] in digests]
    if len(sentences) < len(digests):
        raise Refused(
            f"Only {len(sentences)} of the {len(digests)} sentences without a skill are in the adverts."
        )
    return round(sum(not extractor.suggest(text) for text in sentences) / len(sentences), 4)


def _speed(extractor: Extractor, texts: Sequence[str]) -> float:
    """The best of some rounds, on every processor of the machine."""
    global _extractor  # noqa: PLW0603 - handed to the forked workers through memory
    _extractor = extractor
    seconds = []
    with get_context("fork").Pool(os.cpu_count()) as pool:
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            pool.map(_read, texts, chunksize=5)
            seconds.append(time.perf_counter() - begun)
    return round(len(texts) / min(seconds), 1)


def _read(text: str) -> int:
    assert _extractor  # noqa: S101 - set before the workers are forked
    return len([found for each in words.sentences(text) for found in _extractor.suggest(each)])
