"""The array engine in each of its two forms."""

from collections.abc import Iterator

import pytest

from district.matching.engine import kernel


@pytest.fixture(scope="module", params=["numba", "arrays"])
def engine_kind(request: pytest.FixtureRequest) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "numba":
            pytest.importorskip("numba", reason="numba is not built for this machine.")
        patch.setenv("DISTRICT_KERNEL", request.param)
        kernel.compiled.cache_clear()
        yield request.param
    kernel.compiled.cache_clear()
