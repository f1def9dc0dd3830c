"""How much source there is: statements on the syntax tree, docstrings, comments, files.

`python bench/size.py REV` compares a revision with the working tree and writes a table.
"""

import argparse
import ast
import io
import sys
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path

from child import Figures, write_figures
from results_compared import size_lines
from revisions import ROOT, checked_out, name_of

N_LARGEST = 10
NO_COMMENT = ("# noqa", "# type:", "# fmt:")
"""Comments that speak to tools."""


def measure(revision: str | None) -> Figures:
    """Count the working tree and, where one is named, a revision."""
    figures: Figures = {"now": count_source(ROOT / "src")}
    if revision is not None:
        with checked_out(revision, "src") as folder:
            figures |= {"before": count_source(folder / "src"), "revision": name_of(revision)}
    return figures


def count_source(folder: Path) -> Figures:
    """Count all Python files below a folder."""
    counts = {
        path.relative_to(folder).as_posix(): count_file(path) for path in folder.rglob("*.py")
    }
    names = next(iter(counts.values()))
    by_size = sorted(counts, key=lambda name: (-counts[name]["lines"], name))
    return {
        "files": len(counts),
        **{name: sum(item[name] for item in counts.values()) for name in names},
        "files_over_250": sum(item["lines"] > 250 for item in counts.values()),
        "files_over_400": sum(item["lines"] > 400 for item in counts.values()),
        "largest": [[name, counts[name]["lines"]] for name in by_size[:N_LARGEST]],
    }


def count_file(path: Path) -> dict[str, int]:
    """Count one file."""
    text = path.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    docstrings = [node for node in nodes if _is_docstring(node)]
    n_statements = sum(isinstance(node, ast.stmt) for node in nodes) - len(docstrings)
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    comments = list(_comments(text))
    return {
        "lines": len(text.splitlines()),
        "statements": n_statements,
        "functions": len(functions),
        "functions_over_40": sum(_n_lines(node) > 40 for node in functions),
        "classes": sum(isinstance(node, ast.ClassDef) for node in nodes),
        "docstring_lines": sum(map(_n_lines, docstrings)),
        "docstring_words": sum(len(_text_of(node).split()) for node in docstrings),
        "comment_lines": sum(is_alone for _, is_alone in comments),
        "comments_at_code": sum(not is_alone for _, is_alone in comments),
        "comment_words": sum(len(comment.lstrip("# ").split()) for comment, _ in comments),
    }


def _is_docstring(node: ast.AST) -> bool:
    """Tell whether a node is a text that stands alone: of a module, class, function or constant."""
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text and isinstance(node.value.value, str)


def _text_of(node: ast.AST) -> str:
    return str(node.value.value)  # type: ignore[attr-defined]


def _n_lines(node: ast.AST) -> int:
    return int(node.end_lineno - node.lineno + 1)  # type: ignore[attr-defined]


def _comments(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the comments for people, and whether each has its line to itself."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and not token.string.startswith(NO_COMMENT):
            yield token.string, not token.line[: token.start[1]].strip()


def main(arguments: Sequence[str]) -> int:
    """Count, and write a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", nargs="?", help="a git revision to compare with")
    parser.add_argument("--json", action="store_true", help="write the figures as JSON")
    options = parser.parse_args(arguments)
    figures = measure(options.revision)
    if options.json:
        write_figures(figures)
    else:
        sys.stdout.write("\n".join(size_lines(figures)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
