"""Data sets, merges and records whose files were damaged, changed or made by others."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hostile.scene import DUPLICATES, LEADS, PACT, Case, Content

RUN = "run --pact pact.yaml --data set --out out"
CLEAN = "clean --data set --out out"
MANIFEST = "set/manifest.json"
EVENT = "event_id,lead_id,kind,occurred_at,payload\ne,1,"


def edit(change: Callable[[dict[str, object]], object]) -> Content:
    """Change the manifest that is there."""

    def write(path: Path) -> None:
        manifest = json.loads(path.read_text())
        change(manifest)
        path.write_text(json.dumps(manifest))

    return write


def put(**keys: object) -> Content:
    return edit(lambda manifest: manifest.update(keys))


def table(**columns: object) -> Content:
    """Replace a table of the data set, and its size in the manifest."""

    def write(path: Path) -> None:
        pq.write_table(pa.table(columns), path)
        _measure(path)

    return write


def replaced(content: bytes) -> Content:
    def write(path: Path) -> None:
        path.write_bytes(content)
        _measure(path)

    return write


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])
    _measure(path)


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def as_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("gone")


def remove(path: Path) -> None:
    path.unlink()


def _measure(path: Path) -> None:
    manifest = path.parent / "manifest.json"
    described = json.loads(manifest.read_text())
    described["files"][path.name] = path.stat().st_size
    manifest.write_text(json.dumps(described))


def manifest(
    name: str, content: Content, code: str = "manifest-unreadable", *, place: str = "set"
) -> list[Case]:
    return [
        Case(f"a manifest {name}", command, (f"{place} error {code}",), files={MANIFEST: content})
        for command in (RUN, CLEAN)
    ]


MANIFESTS = [
    *manifest("of no bytes", ""),
    *manifest("that is no JSON", "{"),
    *manifest("that is a list", "[]"),
    *manifest("that is no UTF-8", b"\xff\xfe{}"),
    *manifest("without files", edit(lambda found: found.pop("files"))),
    *manifest("with files as a list", put(files=["leads.parquet"])),
    *manifest("with sizes as texts", put(files={"leads.parquet": "many"})),
    *manifest("with rows as a list", put(n_rows=[])),
    *manifest("with parts as a text", put(parts="data")),
    *manifest("of another version", put(spec=99)),
    *manifest("with a maker that is a number", put(made_by=1)),
    *manifest("that leads out of the folder", put(files={"../pact.yaml": len(PACT)})),
    *manifest("that leads to the root", put(files={"/etc/passwd": 1})),
    *manifest("nested 5,000 deep", "[" * 5_000),
    *manifest("with a file that is missing", put(files={"gone.parquet": 1}), "output-incomplete"),
]


def leads(
    name: str, content: Content, *says: str, command: str = RUN, exit_code: int = 1, **more: object
) -> Case:
    writes = "out" if exit_code == 0 else None
    return Case(
        name, command, says, exit_code, {"set/leads.parquet": content}, writes=writes, **more
    )


IDS = ["1", "2"]
WHEN = pa.array([1_769_817_600_000_000] * 2, pa.timestamp("us", "UTC"))
NO_TEXT = pa.array([b"\xff", b"2"], pa.binary()).view(pa.string())

TABLES = [
    leads("leads that are gone", remove, "set error output-incomplete"),
    leads(
        "leads of another size", lambda path: path.write_bytes(b"x"), "set error output-incomplete"
    ),
    leads("leads that are a folder", as_folder, "set error output-incomplete"),
    leads("leads that are a broken link", as_link, "set error output-incomplete"),
    leads("leads that are text", replaced(b"lead_id\n1\n"), "--data error data-failed"),
    leads("leads of no bytes", replaced(b""), "--data error data-failed"),
    leads("leads that are cut short", cut, "--data error data-failed"),
    leads("leads that are cut short, to clean", cut, "--data error data-failed", command=CLEAN),
    leads(
        "leads that are cut short, to explain",
        cut,
        "--data error data-failed",
        command="explain 1 --pact pact.yaml --data set",
    ),
    leads(
        "leads that are cut short, to replay",
        cut,
        "--data error data-failed",
        command="replay --pact pact.yaml --data set --out out",
    ),
    leads("leads without ids", table(created_at=WHEN), "set error dataset-column-missing"),
    leads(
        "ids that are a list",
        table(lead_id=[["1"], ["2"]], created_at=WHEN),
        "set error dataset-column-type",
    ),
    leads(
        "moments that are texts",
        table(lead_id=IDS, created_at=["soon", "later"]),
        "set error dataset-column-type",
    ),
    leads(
        "an attribute that no number can be",
        table(lead_id=IDS, created_at=WHEN, employees=WHEN),
        "set error attribute-column-type",
    ),
    leads(
        "ids that are no UTF-8",
        table(lead_id=NO_TEXT, created_at=WHEN, employees=[1, 2]),
        "--data error data-failed",
    ),
    leads(
        "ids twice, for duplicates",
        table(lead_id=["1", "1"], created_at=WHEN, email=["a@b.example"] * 2),
        "set error duplicates-unable",
        command="dedupe --data set --out out",
    ),
    leads(
        "ids that are missing, for duplicates",
        table(lead_id=["1", None], created_at=WHEN, email=["a@b.example"] * 2),
        "set error duplicates-unable",
        command="dedupe --data set --out out",
    ),
    leads(
        "no field to compare",
        table(lead_id=IDS, created_at=WHEN),
        "set error duplicates-unable",
        command="dedupe --data set --out out",
    ),
    Case(
        "no leads at all",
        "run --pact pact.yaml --data d --out out",
        ("d error leads-none",),
        files={"d/reps.csv": "rep_id,name,role\nann,Ann,SDR\n"},
    ),
    Case(
        "no leads to clean",
        "clean --data d --out out",
        ("d error leads-none",),
        files={"d/reps.csv": "rep_id,name,role\nann,Ann,SDR\n"},
    ),
    Case(
        "the data is a file",
        "run --pact pact.yaml --data pact.yaml --out out",
        ("pact.yaml error data-missing",),
    ),
    Case(
        "the data is missing",
        "replay --pact pact.yaml --data nowhere --out out",
        ("nowhere error data-missing",),
    ),
    Case(
        "the data is a pact's folder alone",
        "match-accounts --data d --out out",
        ("d error data-empty",),
        files={"d/pact.yaml": PACT},
    ),
    Case(
        "a pact without routing",
        "replay --pact p.yaml --data set --out out",
        ("p.yaml error routing-missing",),
        files={"p.yaml": PACT[: PACT.index("routing")]},
    ),
    Case(
        "a pact with a fault",
        "run --pact p.yaml --data set --out out",
        ("p.yaml:2:7 error value-type",),
        files={"p.yaml": PACT.replace("Small", "1")},
    ),
    Case(
        "a category that the data spells otherwise",
        "run --pact p.yaml --data export --out out",
        ("p.yaml:5:3 warning attribute-unused", "export warning category-value-unlisted"),
        exit_code=0,
        writes="out",
        files={
            "p.yaml": PACT.replace(
                "scores:",
                "  company: {type: category, values: [ACME, Blue], from: leads.company}\nscores:",
                1,
            )
        },
    ),
    Case(
        "names that steer the terminal",
        "explain 1 --pact pact.yaml --data d",
        (),
        exit_code=0,
        files={"d/leads.csv": LEADS.replace("Acme", "\x1b]0;owned\x07")},
    ),
    Case(
        "an employer of three numbers",
        "run --pact pact.yaml --data d --out out",
        ("d warning attribute-value-unreadable",),
        exit_code=0,
        files={"d/leads.csv": LEADS.replace("Blue,3", 'Blue,"1,2,3"')},
        writes="out",
    ),
]

HISTORY = "merged/merge_events.parquet"
DEDUPE = "dedupe --data set --out merged"
UNMERGE = "unmerge 1 2 --in merged --by ann"


def history(name: str, content: Content, *says: str) -> list[Case]:
    stated = says or (f"{HISTORY} error merges-unreadable",)
    return [
        Case(f"{name} ({command.split()[0]})", command, stated, files={HISTORY: content})
        for command in (DEDUPE, UNMERGE)
    ]


MERGES = [
    *history("merges that are text", replaced(b"event_id\n1\n")),
    *history("merges of no bytes", replaced(b"")),
    *history("merges that are cut short", cut),
    Case(
        "merges that are a folder",
        DEDUPE,
        ("merged error out-not-empty",),
        files={HISTORY: as_folder},
    ),
    *history("merges of other columns", table(lead_id=IDS)),
    *history(
        "merges with a size that is not the manifest's",
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
    ),
    Case(
        "merges that are gone", UNMERGE, ("merged error merges-missing",), files={HISTORY: remove}
    ),
    Case(
        "the pact's duplicates with an output of run in its way",
        "run --pact duplicates.yaml --data set --out merged",
        ("merged error out-not-empty",),
    ),
    Case(
        "the events of another system",
        "dedupe --data d --out out",
        ("events warning merge-events-unread",),
        exit_code=0,
        writes="out",
        files={
            "d/leads.csv": LEADS,
            "d/events.csv": EVENT + "identity.merged,2026-01-05T00:00:00Z,{}\n",
        },
    ),
]

HISTORIES = [
    Case(
        "events that cannot be read",
        "replay --pact pact.yaml --data d --out out",
        ("d warning history-unreadable",),
        exit_code=0,
        writes="out",
        files={
            "d/leads.csv": LEADS,
            "d/reps.csv": "rep_id,name,role\nann,Ann,SDR\n",
            "d/events.csv": EVENT + "meeting.booked,2026-01-05T00:00:00Z,[}\n",
        },
    ),
    Case(
        "no reps at all",
        "replay --pact pact.yaml --data d --out out",
        ("d warning pool-without-reps",),
        exit_code=0,
        writes="out",
        files={"d/leads.csv": LEADS},
    ),
    Case(
        "a file of another name beside",
        "run --pact pact.yaml --data d --out out",
        ("notes.csv warning file-ignored",),
        exit_code=0,
        writes="out",
        files={"d/leads.csv": LEADS, "d/notes.csv": "a\n1\n"},
    ),
    Case(
        "identity that is damaged",
        "explain 1 --pact duplicates.yaml --data set --identity i",
        ("i error identity-missing",),
        files={"i/leads.parquet": b"x"},
    ),
    Case(
        "a pact of duplicates in Windows' letters",
        "clean --data set --out out --pact p.yaml",
        ("p.yaml:1:1 error file-encoding",),
        files={"p.yaml": DUPLICATES.encode("utf-16")},
    ),
    Case(
        "data whose folder is no UTF-8",
        ["run", "--pact", "pact.yaml", "--data", b"d\xff", "--out", "out"],
        exit_code=0,
        files={os.fsdecode(b"d\xff/leads.csv"): LEADS},
        writes="out",
    ),
]

CASES = [*MANIFESTS, *TABLES, *MERGES, *HISTORIES]
