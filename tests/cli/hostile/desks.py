"""Commands of the desk that are asked for what cannot be."""

from hostile.scene import Case

_ELSEWHERE = ("--host error port-unusable",)

SERVERS = [
    case
    for command in ("serve", "web")
    for case in (
        Case("port 0", f"{command} --port 0", exit_code=2, shows=("greater than or equal to 1",)),
        Case("a port beyond", f"{command} --port 65536", exit_code=2, shows=("65535",)),
        Case("a port in words", f"{command} --port eight", exit_code=2, shows=("integer",)),
        Case("an address of others", f"{command} --host 192.0.2.1", _ELSEWHERE),
        Case("a host that is none", f"{command} --host nowhere.invalid", _ELSEWHERE),
        Case("one word too many", f"{command} now", exit_code=2, shows=("(now)",)),
    )
]

WORKER = [
    Case("a port", "work --port 8000", exit_code=2, shows=("No such option: --port",)),
    Case("a host", "work --host 127.0.0.1", exit_code=2, shows=("No such option: --host",)),
    Case("one word too many", "work now", exit_code=2, shows=("(now)",)),
    Case("an empty word", ["work", ""], exit_code=2, shows=("unexpected extra argument",)),
]

CARE = [
    Case("an unknown command", "desk mend", exit_code=2, shows=("No such command 'mend'",)),
    Case("no data", "desk load", exit_code=2, shows=("Missing argument",)),
    Case("no folder", "desk backup", exit_code=2, shows=("Missing argument",)),
    Case("no name", "desk user ann", exit_code=2, shows=("--name",)),
    Case("no pact", "desk init --pact nowhere.yaml", ("nowhere.yaml error file-missing",)),
    Case(
        "no pact at all", "desk init --pact mapping.yaml", ("mapping.yaml:3:1 error key-unknown",)
    ),
    Case("no copy", "desk restore nowhere", ("nowhere error backup-unreadable",)),
]

CASES = [*SERVERS, *WORKER, *CARE]
