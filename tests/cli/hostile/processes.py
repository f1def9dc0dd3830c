"""Processes whose streams are closed or full, or whose disk ends: each a program of its own."""

import resource
from collections.abc import Mapping
from dataclasses import dataclass, field

from hostile.options import COMMANDS
from hostile.scene import Case


@dataclass(frozen=True)
class Process:
    """A case in a program of its own: its streams as the shell says, its limits in bytes."""

    case: Case
    redirect: str = ""
    limits: Mapping[int, int] = field(default_factory=dict)


def unwritten(name: str, command: str, redirect: str) -> Process:
    says = ("standard output error output-unwritable",)
    return Process(Case(name, command, says), redirect)


def unread(name: str, redirect: str) -> Process:
    says = ("standard input error input-unreadable",)
    return Process(Case(name, "judge --pact pact.yaml", says), redirect)


def full_disk(command: str) -> Process:
    """A limit to the size of a file stands for the end of the disk: the same calls fail."""
    case = Case("the disk ends", f"{command} --out out", ("out error path-unusable",))
    return Process(case, limits={resource.RLIMIT_FSIZE: 300})


PROCESSES = [
    unwritten("its output is closed", "run --pact pact.yaml --data set --out out", ">&-"),
    unwritten("its output is closed", "check pact.yaml", ">&-"),
    unwritten("its output is closed", "new --for no-sla --out out", ">&-"),
    unwritten("its disk is full", "new", ">/dev/full"),
    unwritten("its disk is full", "explain 1 --pact pact.yaml --data set", ">/dev/full"),
    unwritten("its disk is full", "test pact.yaml cases.yaml", ">/dev/full"),
    unread("its input is closed", "<&-"),
    unread("its input is for writing alone", "0>/dev/null"),
    Process(Case("nobody reads its remarks", "check nowhere.yaml"), "2>/dev/full"),
    *[full_disk(COMMANDS[name]) for name in ("import", "clean", "dedupe", "simulate", "new")],
]
