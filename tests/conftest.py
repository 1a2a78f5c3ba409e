"""Settings of the whole suite."""

import os

from hypothesis import HealthCheck, settings

# How many configurations are drawn per operation: `make quick`, `make test`, `make slow`.
# The first two draw the same ones every time; `slow` looks for new ones.
EXAMPLES = {"quick": 20, "test": 200, "slow": 2000}

for name, count in EXAMPLES.items():
    settings.register_profile(
        name,
        max_examples=count,
        derandomize=name != "slow",
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))
