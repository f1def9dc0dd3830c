"""What a measurement ran on, and what it took: the machine, memory, CPU time, quantiles."""

import os
import platform
import re
import resource
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path


def machine_facts() -> dict[str, str]:
    """Return what must be known to compare figures, by the label they are shown under."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "CPU": _cpu_model(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory / 2**30:.1f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "DuckDB": version("duckdb"),
        "Ibis": version("ibis-framework"),
        "PyArrow": version("pyarrow"),
        "NumPy": version("numpy"),
    }


def _cpu_model() -> str:
    path = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", path.read_text()) if path.is_file() else None
    return found[1] if found else platform.processor()


def peak_memory_bytes() -> int:
    """Return the most memory that this process ever held.

    Linux hands `ru_maxrss` of a parent down to the programs it starts, so that a small child of a
    large parent looks large; `VmHWM` is the process's own.
    """
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text()) if status.is_file() else None
    if found:
        return int(found[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
