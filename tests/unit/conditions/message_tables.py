"""Reads the tables of messages: a condition on its own line, then indented what is said of it."""

from pathlib import Path


def read_messages(file_name: str) -> list[tuple[str, list[str]]]:
    """Return each condition with the lines said about it; `(nothing)` stands for no line."""
    text = (Path(__file__).parent / file_name).read_text(encoding="utf-8")
    table = []
    for block in text.split("\n\n")[1:]:
        condition, *lines = block.strip("\n").split("\n")
        said = [line.strip() for line in lines]
        table.append((condition, [] if said == ["(nothing)"] else said))
    return table
