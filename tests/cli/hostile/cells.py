"""Parquet files that are damaged or odd, and odd cells of any file: `import`."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hostile.files import refused, taken
from hostile.scene import Case, Content


def parquet(**columns: object) -> Content:
    return lambda path: pq.write_table(pa.table(columns), path)


def cut_parquet(path: Path) -> None:
    parquet(lead_id=["1"] * 100, created_at=["2026-01-01"] * 100)(path)
    path.write_bytes(path.read_bytes()[:200])


def scrambled_parquet(path: Path) -> None:
    """Overwrite the pages, and leave the footer as it is."""
    parquet(lead_id=[str(number) for number in range(1_000)], created_at=["2026-01-01"] * 1_000)(
        path
    )
    damaged = bytearray(path.read_bytes())
    damaged[10:2_000] = b"\xff" * 1_990
    path.write_bytes(bytes(damaged))


def no_utf_8(path: Path) -> None:
    texts = pa.array([b"\xff\xfe"], pa.binary()).view(pa.string())
    moments = pa.array(["2026-01-01T00:00:00Z"])
    pq.write_table(pa.table({"lead_id": texts, "created_at": moments}), path)


def cell(name: str, value: str, *says: str, shows: tuple[str, ...] = ()) -> Case:
    """One odd cell in a column of whole numbers, among good rows."""
    rows = "".join(f"{number},2026-01-01T00:00:00Z,{number}\n" for number in range(2, 9))
    text = f"lead_id,created_at,seats\n1,2026-01-01T00:00:00Z,{value}\n{rows}"
    return taken(name, text, *says, shows=shows)


PARQUET = [
    refused(
        "Parquet that is text",
        "lead_id\n1\n",
        "leads.parquet error file-unreadable",
        file="leads.parquet",
    ),
    refused(
        "Parquet of no bytes", b"", "leads.parquet error file-unreadable", file="leads.parquet"
    ),
    refused(
        "Parquet that is cut short",
        cut_parquet,
        "leads.parquet error file-unreadable",
        file="leads.parquet",
    ),
    refused(
        "Parquet with damaged pages",
        scrambled_parquet,
        "leads.parquet error file-unreadable",
        file="leads.parquet",
    ),
    taken(
        "Parquet without rows",
        parquet(lead_id=pa.array([], pa.string()), created_at=pa.array([], pa.string())),
        "leads.parquet warning file-empty",
        file="leads.parquet",
    ),
    taken(
        "Parquet with text that is no UTF-8",
        no_utf_8,
        "leads.parquet warning table-empty",
        "leads.parquet warning rows-refused",
        file="leads.parquet",
        shows=("row-undecodable",),
    ),
    taken(
        "Parquet with a nested column",
        parquet(lead_id=["1"], created_at=["2026-01-01T00:00:00Z"], tags=[["a", "b"]]),
        "leads.parquet:1 warning column-ignored",
        file="leads.parquet",
    ),
    refused(
        "Parquet with a nested id",
        parquet(lead_id=[{"a": 1}], created_at=["2026-01-01T00:00:00Z"]),
        "leads.parquet:1 error file-required-column",
        file="leads.parquet",
        shows=("holds lists or records",),
    ),
    taken(
        "Parquet with moments far out",
        parquet(
            lead_id=["1", "2"],
            created_at=pa.array([2**62, 1_769_817_600_000_000], pa.timestamp("us", "UTC")),
        ),
        "leads.parquet warning rows-refused",
        file="leads.parquet",
        shows=("time-out-of-range",),
    ),
    taken(
        "Parquet with numbers as moments",
        parquet(lead_id=["1"], created_at=[12.5]),
        "leads.parquet warning table-empty",
        "leads.parquet warning rows-refused",
        file="leads.parquet",
    ),
    taken(
        "Parquet with odd floats",
        parquet(
            lead_id=["1", "2", "3"],
            created_at=["2026-01-01T00:00:00Z"] * 3,
            seats=[float("inf"), float("nan"), 1e300],
        ),
        file="leads.parquet",
    ),
    refused(
        "Parquet without columns that are needed",
        parquet(email=["x"]),
        "leads.parquet:1 error file-required-column",
        file="leads.parquet",
    ),
]

CELLS = [
    cell("a number without end", "inf"),
    cell("no number", "nan"),
    cell("a huge number", "1e300"),
    cell("a number of thirty digits", "9" * 30),
    cell("a number with an underscore", "1_000"),
    cell("an Arabic digit", "٣"),
    cell("a number with commas", '"1,2,3"'),
    cell("a formula", "=1+1"),
    cell("an escape sequence", "\x1b[31m7"),
]

CASES = [*PARQUET, *CELLS]
