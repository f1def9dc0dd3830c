"""Reads the tables of messages: a condition on its own line, then indented what is said of it."""

from itertools import zip_longest
from pathlib import Path


def read_messages(file_name: str) -> list[tuple[str, list[str]]]:
    """Return each condition with the lines said about it; `(nothing)` stands for no line."""
    text = (Path(__file__).parent / file_name).read_text(encoding="utf-8")
    table = []
    for block in text.split("\n\n")[1:]:
        condition, *lines = block.strip("\n").split("\n")
        message = [line.strip() for line in lines]
        table.append((condition, [] if message == ["(nothing)"] else message))
    return table


def written_as_in(lines: list[str], found: list[tuple[str, str]]) -> list[str]:
    """Return what was found, each as briefly as a table says it: prose is shown once a code.

    What was found is a pair: level, code and place, and the sentences about it.
    """
    return [
        where if where == line else f"{where} {sentences}"
        for line, (where, sentences) in zip_longest(lines, found, fillvalue=("", ""))
        if where
    ]


def codes_in_full(table: list[tuple[str, list[str]]], n_words: int, word: int) -> list[str]:
    """Return the code, which is a word of a line, of each line of more than `n_words`."""
    lines = [line.split() for _, lines in table for line in lines]
    return sorted(words[word] for words in lines if len(words) > n_words)
