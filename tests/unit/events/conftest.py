"""Events are those of the engine, so its company and its random histories are used here too."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "engine"))
