from typing import Any

import pytest

from tests.pages import stage


@pytest.fixture(scope="module")
def things(demo_world: None) -> dict[str, Any]:
    """The demo world and what it lacks; ids by name."""
    return stage.set_up()
