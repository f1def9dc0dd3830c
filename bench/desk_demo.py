"""How long a newcomer waits: `SERVE=0 make demo && leadpact serve`, until a lead can be worked.

Packages are installed before; what is measured begins with the simulation of the company.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from http.cookiejar import CookieJar
from pathlib import Path
from time import monotonic
from urllib.error import URLError
from urllib.request import HTTPCookieProcessor, build_opener

from child import Figures, report, write_figures
from machine import machine_facts

ROOT = Path(__file__).parents[1]
PORT = 8015
LIMIT_SECONDS = 180


def measure() -> Figures:
    """Make the demo beside the sources, serve it, and open the queue as its SDR."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for linked in ("examples", "requirements", "pyproject.toml", "Makefile", ".venv"):
            (folder / linked).symlink_to(ROOT / linked)
        began = monotonic()
        seconds = _make_demo(folder)
        made = monotonic()
        log = folder / "serve.log"
        command = [str(ROOT / ".venv/bin/leadpact"), "serve", "--port", str(PORT)]
        with log.open("w") as output:
            server = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
        try:
            n_due = _first_lead(log)
            opened = monotonic()
        finally:
            server.terminate()
            server.wait(timeout=30)
    return {
        "load_average_before": load,
        "seconds_by_step": seconds,
        "demo_seconds": made - began,
        "serve_to_queue_seconds": opened - made,
        "whole_seconds": opened - began,
        "n_due": n_due,
        "machine": machine_facts(),
    }


def _make_demo(folder: Path) -> Figures:
    """Run `make demo` without serving; return the seconds of each of its commands."""
    lines = subprocess.run(
        ["make", "-n", "-o", ".venv/.core", "demo", "SERVE=0"],
        check=True,
        cwd=folder,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    seconds: Figures = {}
    for line in lines:
        began, cpu = monotonic(), _cpu_seconds()
        subprocess.run(line, check=True, shell=True, cwd=folder, stdout=subprocess.DEVNULL)
        found = re.search(r"leadpact (desk demo|[a-z]+)", line)
        if found and found[1] != "serve":
            seconds[found[1]] = {"wall": monotonic() - began, "cpu": _cpu_seconds() - cpu}
            report(f"desk_demo: {found[1]} took {seconds[found[1]]['wall']:.1f} s")
    return seconds


def _cpu_seconds() -> float:
    """Return the processor time of all commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _first_lead(log: Path) -> int:
    """Wait until the SDR's link opens a queue with a lead; return how many are due."""
    end = monotonic() + LIMIT_SECONDS
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    while monotonic() < end:
        found = re.search(r"\((\d+) leads due now\): (http\S+)", log.read_text())
        if found:
            try:
                with browser.open(found[2], timeout=10) as answer:
                    page = answer.read().decode()
                if 'name="lead_id"' in page:
                    return int(found[1])
            except URLError:
                pass
        time.sleep(0.1)
    raise TimeoutError(log.read_text())


if __name__ == "__main__":
    shutil.which("make") or sys.exit("needs make")
    write_figures(measure())
