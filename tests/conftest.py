"""Settings of all tests: how long an example takes is measured in `bench/`, never asserted."""

import gc
import os
import tempfile

from hypothesis import settings
from hypothesis.internal.conjecture import providers

settings.register_profile("leadpact", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None)  # new examples each time: make test-long
settings.load_profile("leadpact")

_NO_CONSTANTS = providers.Constants()
assert callable(providers._get_local_constants)  # fails where Hypothesis renames it
providers._get_local_constants = lambda: _NO_CONSTANTS
"""Hypothesis draws from the constants of all local modules that happen to be imported.

With them, the examples of a seed depend on which tests ran before in the process, and a construct
that one run covers is missing in the next.
"""

gc.set_threshold(200_000, 20, 100)
"""Expressions are large trees that live as long as a test: collecting more often frees nothing."""

os.environ.setdefault("LEADPACT_HOME", tempfile.mkdtemp(prefix="leadpact-desk-"))
"""A desk that a test sets up is none of this folder's."""
