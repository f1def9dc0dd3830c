"""Where a replay spends its processor time, part by part: for `replay_pairs.py`.

Functions that have kept their names since the base are timed as they are called; what is not in any
of them is the rest of the command, and what the process had used before is its start.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any

PARTS = ("start", "reading", "walking", "reporting", "rest")
_TIMED = {
    "leadpact.storage.replay": {"read_history": "reading", "replay_history": "walking"},
    "leadpact.cli.replay": {
        "latest_moment": "reading",
        "last_moment": "reading",
        "read_deals": "reading",
        "summarise_replay": "reporting",
        "write_replay": "reporting",
    },
}


def measure(figures: Path, arguments: list[str]) -> None:
    """Run `leadpact replay` with some arguments, and write the seconds of each part as JSON."""
    from leadpact.cli.app import app  # noqa: PLC0415 - the start is measured

    import_module("leadpact.cli.replay")
    seconds = Counter(dict.fromkeys(PARTS, 0.0))
    for module, functions in _TIMED.items():
        for name, part in functions.items():
            found = getattr(sys.modules[module], name, None)
            if found is not None:
                setattr(sys.modules[module], name, _timed(found, part, seconds))
    seconds["start"] = process_time()
    try:
        app(["replay", *arguments])
    except SystemExit as end:
        if end.code:
            raise
    seconds["rest"] = process_time() - sum(seconds.values())
    figures.write_text(json.dumps(seconds), "utf-8")


def _timed(function: Callable[..., Any], part: str, seconds: "Counter[str]") -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        started = process_time()
        try:
            return function(*args, **kwargs)
        finally:
            seconds[part] += process_time() - started

    return call


if __name__ == "__main__":
    measure(Path(sys.argv[1]), sys.argv[2:])
