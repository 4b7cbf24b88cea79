"""What words mean: the static vectors of the package `wordllama`, read as data; its code is never imported."""

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WEIGHTS = "weights/l2_supercat_256.safetensors"
TOKENS = "tokenizers/l2_supercat_tokenizer_config.json"
WORD_BEGINS = "\u2581"

Floats = NDArray[np.float32]


class Vectors:
    """Words of any kind in 256 dimensions: the mean of the pieces a word is made of."""

    def __init__(self, table: NDArray[np.float16], tokens: dict[str, Any]) -> None:
        self.table = table
        self.pieces: dict[str, int] = tokens["vocab"]
        self.ranks = {tuple(pair.split(" ")): rank for rank, pair in enumerate(tokens["merges"])}
        self.known: dict[str, Floats] = {}

    @property
    def size(self) -> int:
        return self.table.shape[1]

    def of(self, word: str) -> Floats:
        if (vector := self.known.get(word)) is None:
            places = [self.pieces[piece] for piece in self._cut(word) if piece in self.pieces]
            rows = self.table[places].astype(np.float32)
            vector = rows.mean(axis=0) if places else np.zeros(self.size, np.float32)
            if len(self.known) < 200_000:
                self.known[word] = vector
        return vector

    def _cut(self, word: str) -> list[str]:
        """Byte-pair encoding: join the pair that was learnt first, again and again."""
        pieces = [WORD_BEGINS, *word[:100]]
        while len(pieces) > 1:
            pairs = [
                (rank, place)
                for place in range(len(pieces) - 1)
                if (rank := self.ranks.get((pieces[place], pieces[place + 1]))) is not None
            ]
            if not pairs:
                break
            place = min(pairs)[1]
            pieces[place : place + 2] = [pieces[place] + pieces[place + 1]]
        return pieces


@cache
def load() -> Vectors | None:
    """None if the package is not installed: names are then compared by their words alone."""
    found = importlib.util.find_spec("wordllama")
    for folder in (found and found.submodule_search_locations) or []:
        weights, tokens = Path(folder) / WEIGHTS, Path(folder) / TOKENS
        if weights.is_file() and tokens.is_file():
            return Vectors(_table(weights.read_bytes()), json.loads(tokens.read_text())["model"])
    return None


def _table(content: bytes) -> NDArray[np.float16]:
    """Safetensors: the length of the head, the head as JSON, the numbers."""
    length = int.from_bytes(content[:8], "little")
    head = json.loads(content[8 : 8 + length])["embedding.weight"]
    begin = 8 + length + head["data_offsets"][0]
    count = head["shape"][0] * head["shape"][1]
    return np.frombuffer(content, np.float16, count=count, offset=begin).reshape(head["shape"])
