"""Files that no export should be: their names, their links, their bytes: `import`."""

import gzip
import os
from pathlib import Path

from hostile.scene import LEADS, Case, Content

HEADER = "lead_id,created_at\n"
ROW = "1,2026-01-01T00:00:00Z\n"
GOOD = HEADER + ROW


def link(target: str) -> Content:
    return lambda path: path.symlink_to(target)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def taken(name: str, content: Content, *says: str, file: str = "leads.csv", **more: object) -> Case:
    """A file that is taken, with what is stated about it."""
    return Case(name, "import d --out out", says, 0, {f"d/{file}": content}, writes="out", **more)


def refused(
    name: str, content: Content, *says: str, file: str = "leads.csv", **more: object
) -> Case:
    return Case(name, "import d --out out", says, 1, {f"d/{file}": content}, **more)


NAMES = [
    refused(
        "a name with glob signs",
        GOOD,
        "le[a]ds*.csv warning file-ignored",
        "d error data-unnamed",
        file="le[a]ds*.csv",
    ),
    Case(
        "a folder with glob signs",
        ["import", "d[1]*", "--out", "out"],
        exit_code=0,
        files={"d[1]*/leads.csv": GOOD, "d1x/leads.csv": "broken"},
        writes="out",
        shows=("1 ",),
    ),
    Case(
        "a folder with a quote",
        ["import", "d'; drop --", "--out", "out"],
        exit_code=0,
        files={"d'; drop --/leads.csv": GOOD},
        writes="out",
    ),
    Case(
        "a folder with a line end and an escape sequence",
        ["import", "d\n\x1b[2J", "--out", "out"],
        exit_code=0,
        files={"d\n\x1b[2J/leads.csv": GOOD},
        writes="out",
    ),
    Case(
        "a folder with percent signs and braces",
        ["import", "d%s{0}$HOME", "--out", "out"],
        exit_code=0,
        files={"d%s{0}$HOME/leads.csv": GOOD},
        writes="out",
    ),
    Case(
        "a folder with spaces at its end",
        ["import", "d  ", "--out", "out"],
        exit_code=0,
        files={"d  /leads.csv": GOOD},
        writes="out",
    ),
    Case(
        "a folder whose name is no UTF-8",
        ["import", b"d\xff", "--out", "out"],
        exit_code=0,
        files={os.fsdecode(b"d\xff/leads.csv"): GOOD},
        writes="out",
    ),
    Case(
        "a file whose name is no UTF-8",
        "import d --out out",
        ("leads-\\udcff.csv warning file-ignored", "d error data-unnamed"),
        files={os.fsdecode(b"d/leads-\xff.csv"): GOOD},
    ),
    Case(
        "a folder with a leading dash",
        "import --out out -- -d",
        exit_code=0,
        files={"-d/leads.csv": GOOD},
        writes="out",
    ),
    Case(
        "a folder with 200 letters",
        ["import", "d" * 200, "--out", "out"],
        exit_code=0,
        files={"d" * 200 + "/leads.csv": GOOD},
        writes="out",
    ),
    Case(
        "an output with glob signs",
        ["import", "export", "--out", "o[1]*"],
        exit_code=0,
        writes="o[1]*",
    ),
    Case(
        "an output with a line end",
        ["import", "export", "--out", "o\nx"],
        exit_code=0,
        writes="o\nx",
    ),
    Case(
        "an output whose name is no UTF-8",
        ["import", "export", "--out", b"o\xff"],
        ("o\\udcff error path-unusable",),
    ),
    Case("an output with a leading dash", "import export --out=-o", exit_code=0, writes="-o"),
    Case(
        "an output with 255 letters",
        ["import", "export", "--out", "o" * 255],
        ("o" * 255 + " error path-unusable",),
    ),
    Case("no such folder", "import nowhere --out out", ("nowhere error data-missing",)),
    Case("a file as the folder", "import pact.yaml --out out", ("pact.yaml error data-missing",)),
    Case(
        "an empty name of the folder",
        ["import", "", "--out", "out"],
        (
            "export/leads.csv warning file-ignored",
            "export/reps.csv warning file-ignored",
            ". error data-unnamed",
        ),
    ),
    Case("an empty folder", "import d --out out", ("d error data-empty",), files={"d/": ""}),
    Case(
        "a folder of other things",
        "import d --out out",
        ("d error data-empty",),
        files={"d/leads.xlsx": b"PK\3\4"},
    ),
]

LINKS = [
    Case(
        "a link to the data",
        "import d --out out",
        exit_code=0,
        files={"d": link("export")},
        writes="out",
    ),
    Case(
        "a link to a file elsewhere",
        "import d --out out",
        exit_code=0,
        files={"d/leads.csv": link("../export/leads.csv")},
        writes="out",
    ),
    Case(
        "a broken link",
        "import d --out out",
        ("leads.csv error file-unreadable",),
        files={"d/leads.csv": link("gone")},
    ),
    Case(
        "a link in a loop", "import d --out out", ("d error data-missing",), files={"d": link("d")}
    ),
    Case(
        "folders that link to each other",
        "import d --out out",
        exit_code=0,
        files={"d/leads.csv": GOOD, "d/again": link(".")},
        writes="out",
    ),
    Case(
        "a folder where a file is expected",
        "import d --out out",
        ("d error data-empty",),
        files={"d/leads.csv/": ""},
    ),
    Case(
        "a pipe that nobody writes to",
        "import d --out out",
        ("leads.csv error file-unreadable",),
        files={"d/leads.csv": pipe},
    ),
    Case(
        "an output that is a broken link",
        "import export --out out",
        exit_code=0,
        files={"out": link("gone")},
        writes="gone",
    ),
    Case(
        "an output that is a link to the data",
        "import export --out out",
        ("out error out-is-data",),
        files={"out": link("export")},
    ),
    Case(
        "an output that is a link in a loop",
        "import export --out out",
        ("out error path-unusable",),
        files={"out": link("out")},
    ),
]

BYTES = [
    refused("an empty file", "", "leads.csv error file-header"),
    taken("a header alone", HEADER, "leads.csv warning file-empty"),
    taken("a byte-order mark", "\ufeff" + GOOD),
    refused("UTF-16", GOOD.encode("utf-16"), "leads.csv:1 error file-encoding"),
    refused("NUL in the header", "lead\0_id,created_at\n" + ROW, "leads.csv:1 error file-header"),
    taken(
        "NUL in a cell",
        GOOD + "2\0,2026-01-01T00:00:00Z\n",
        "leads.csv warning rows-refused",
        shows=("text-nul",),
    ),
    taken(
        "bytes that are no UTF-8 in a cell",
        GOOD.encode() + b"\xff,2026-01-01T00:00:00Z\n",
        "leads.csv warning rows-refused",
        shows=("row-undecodable",),
    ),
    refused(
        "bytes that are no UTF-8 in the header",
        b"lead_id,created_at,n\xe4me\n1,2026-01-01T00:00:00Z,x\n",
        "leads.csv:1 error file-encoding",
    ),
    refused(
        "a quote that never closes",
        GOOD + '"2,2026-01-01T00:00:00Z\n' + ROW * 5,
        "leads.csv:3 error file-quote-unclosed",
    ),
    taken(
        "text after a closing quote",
        GOOD + '"2"x,2026-01-01T00:00:00Z\n',
        "leads.csv warning rows-refused",
        shows=("row-unreadable",),
    ),
    taken(
        "line ends of three kinds",
        "lead_id,created_at\r\n1,2026-01-01T00:00:00Z\r\n2,2026-01-01T00:00:00Z\n3,2026-01-01T00:00:00Z\n",
        shows=("3",),
    ),
    taken(
        "ragged rows",
        GOOD + "2\n3,2026-01-01T00:00:00Z,more\n",
        "leads.csv warning rows-refused",
        shows=("row-ragged",),
    ),
    taken(
        "one cell of five megabytes",
        "lead_id,created_at,note\n1,2026-01-01T00:00:00Z," + "x" * 5_000_000 + "\n",
    ),
    taken(
        "two thousand columns",
        "lead_id,created_at,"
        + ",".join(f"c{n}" for n in range(2_000))
        + "\n1,2026-01-01T00:00:00Z"
        + ",1" * 2_000
        + "\n",
    ),
    refused(
        "a column twice",
        "lead_id,created_at,lead_id\n1,2026-01-01T00:00:00Z,2\n",
        "leads.csv:1 error file-header-duplicate",
    ),
    refused(
        "semicolons",
        "lead_id;created_at\n1;2026-01-01T00:00:00Z\n",
        "leads.csv:1 error file-required-column",
    ),
    refused(
        "no id",
        "email,created_at\na@b.example,2026-01-01T00:00:00Z\n",
        "leads.csv:1 error file-required-column",
    ),
    refused("gzip in name alone", GOOD, "leads.csv.gz error file-unreadable", file="leads.csv.gz"),
    refused(
        "gzip that is cut short",
        gzip.compress(LEADS.encode() * 99)[:-40],
        "leads.csv.gz error file-unreadable",
        file="leads.csv.gz",
    ),
    refused("binary called CSV", bytes(range(256)) * 20, "leads.csv:1 error file-header"),
    taken(
        "a column that steers the terminal",
        "lead_id,created_at,\x1b[31mred\n1,2026-01-01T00:00:00Z,x\n",
        "leads.csv:1 warning column-ignored",
        shows=("\\x1b[31mred",),
    ),
    taken(
        "a column named like SQL",
        'lead_id,created_at,"a""; DROP TABLE x"\n1,2026-01-01T00:00:00Z,x\n',
        "leads.csv:1 warning column-ignored",
    ),
]

CASES = [*NAMES, *LINKS, *BYTES]
