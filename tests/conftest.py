"""Settings of all tests: how long an example takes is measured in `bench/`, never asserted."""

from hypothesis import settings

settings.register_profile("leadpact", deadline=None)
settings.load_profile("leadpact")
