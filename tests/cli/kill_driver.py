"""Run a command again and again in processes of its own, ending each one step later than the last.

The modules are imported once and the processes forked, so that hundreds of them cost little. What
is found is printed as JSON: whether any state was neither the old nor the new output, and whether
the next command did its work.
"""

import hashlib
import importlib
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from leadpact.cli.app import _COMMANDS, main
from leadpact.outputs import read_manifest, require_complete
from leadpact.outputs.durable import observers, step_done

KILLED = -signal.SIGKILL


def digest(folder: Path) -> dict[str, str]:
    """Return the files of a folder with their content; what changes by its nature is left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def fork_command(arguments: list[str], at: int) -> int:
    """Run a command that ends at a step, or not at all; return its exit code."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    n_steps = 0

    def count(_step: str, _path: Path) -> None:
        nonlocal n_steps
        n_steps += 1
        if n_steps == at:
            os.kill(os.getpid(), signal.SIGKILL)

    observers.append(count)
    close = pq.ParquetWriter.close

    def close_and_count(writer: Any) -> None:
        close(writer)
        step_done("write", Path())

    pq.ParquetWriter.close = close_and_count
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    sys.argv = ["leadpact", *arguments]
    try:
        main()
    except SystemExit as end:
        os._exit(int(end.code or 0))
    os._exit(0)


def leave_and_look(scene: Path, work: Path, arguments: list[str], out: str, at: int) -> Any:
    """Run a command that ends at a step over a copy of a scene; return what it left."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(scene, work)
    os.chdir(work)
    code = fork_command(arguments, at)
    place = work / out
    state = digest(place) if place.exists() else None
    if state is not None:
        manifest = read_manifest(place)
        if manifest is not None:
            require_complete(place, manifest)
    return code, state


def follow(scene: Path, work: Path, arguments: list[str], out: str, stride: int) -> dict[str, Any]:
    """End a command at every step, and after each run it to its end."""
    old = digest(scene / out) if (scene / out).exists() else None
    code, new = leave_and_look(scene, work, arguments, out, 0)
    found: dict[str, Any] = {"code": code, "n_steps": 0, "n_old": 0, "n_new": 0, "faults": []}
    beside = {path.name for path in work.iterdir()}
    at = 1
    while True:
        code, state = leave_and_look(scene, work, arguments, out, at)
        if code != KILLED:
            return found
        found["n_steps"] += 1
        is_new = state is not None and state.keys() == (new or {}).keys() and state != old
        if state != old and not is_new:
            found["faults"].append(f"step {at}: neither the old nor the new output")
        found["n_old" if state == old else "n_new"] += 1
        if fork_command(arguments, 0) != found["code"] and "unmerge" not in arguments:
            found["faults"].append(f"step {at}: the next command failed")
        left = {path.name for path in work.iterdir()} - beside
        if left:
            found["faults"].append(f"step {at}: {sorted(left)} stayed")
        at += stride


if __name__ == "__main__":
    for module in sorted(set(_COMMANDS.values())):
        importlib.import_module(module)
    importlib.import_module("leadpact.storage.identify")
    importlib.import_module("leadpact.connectors.files")
    scene, work, out, stride, *arguments = sys.argv[1:]
    print(json.dumps(follow(Path(scene), Path(work), arguments, out, int(stride))))
