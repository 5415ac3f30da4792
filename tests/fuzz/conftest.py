"""How long is fuzzed: a part of each in every run of the suite, the whole with `make fuzz`."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings

WHOLE = bool(os.environ.get("FUZZ_WHOLE"))
"""`make fuzz` sets it; without, each machine and each call is tried a few times, in seconds."""

# No database of examples: what was found is mended, and has a test of its own from then on.
FEW = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    print_blob=True,
)
MANY = settings(FEW, derandomize=False)


@pytest.fixture
def seen(record_property: Callable[[str, object], None]) -> Callable[[str, str], None]:
    """A line of the table that `make fuzz` prints."""

    def write(what: str, seen: str) -> None:
        record_property("fuzz", f"{what}\t{seen}")

    return write
