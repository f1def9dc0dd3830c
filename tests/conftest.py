"""Settings of all tests: how long an example takes is measured in `bench/`, never asserted."""

import gc

from hypothesis import settings

settings.register_profile("leadpact", deadline=None)
settings.load_profile("leadpact")

gc.set_threshold(200_000, 20, 100)
"""Expressions are large trees that live as long as a test: collecting more often frees nothing."""
