"""Read the versioned lists and tables that are shipped with the code; each is read once."""

from functools import cache
from importlib.resources import files


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """Read a list, one entry a line, without comments and empty lines.

    Parameters
    ----------
    name
        The file's name within `leadpact/identity/data`, such as `free_mail.txt`.

    Returns
    -------
    tuple[str, ...]
        The entries in the file's order.

    Raises
    ------
    FileNotFoundError
        Where there is no such file.
    """
    text = (files("leadpact.identity") / "data" / name).read_text(encoding="utf-8")
    return tuple(
        line for line in text.split("\n") if line and line != "#" and not line.startswith("# ")
    )


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """Read a table: cells parted by tabs, the first line that is no comment names the columns.

    Parameters
    ----------
    name
        The file's name within `leadpact/identity/data`, such as `role_accounts.tsv`.

    Returns
    -------
    tuple[dict[str, str], ...]
        One dict per row, in the file's order; do not change them, because they are shared.

    Raises
    ------
    ValueError
        Where a row has another number of cells than the header.
    """
    header, *rows = (line.split("\t") for line in read_lines(name))
    return tuple(dict(zip(header, cells, strict=True)) for cells in rows)
