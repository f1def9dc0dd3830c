import re
from pathlib import Path

import pytest

from leadpact.conditions.findings import FINDING_LEVELS
from leadpact.conditions.parse import MAX_DEPTH, MAX_NODES, parse_condition
from leadpact.conditions.scope import MAX_DAYS
from leadpact.conditions.tokens import MAX_CHARACTERS, MAX_DIGITS, RESERVED
from leadpact.conditions.unable_to_parse import PARSE_CODES
from leadpact.terms.text import SEPARATORS

PAGE = (Path(__file__).parents[3] / "docs/reference/conditions.md").read_text(encoding="utf-8")
EXAMPLES = "\n".join(re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)).split("\n")


@pytest.mark.parametrize("text", [line for line in EXAMPLES if line])
def test_every_example_in_the_documentation_is_a_condition(text):
    assert parse_condition(text)


@pytest.mark.parametrize("code", PARSE_CODES)
def test_every_code_of_the_parser_is_documented(code):
    assert f"| `{code}` | " in PAGE


@pytest.mark.parametrize(("code", "level"), FINDING_LEVELS.items())
def test_every_code_of_a_finding_is_documented_with_its_level(code, level):
    assert f"| `{code}` | {level} | " in PAGE


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_every_reserved_word_is_documented(word):
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("number", [MAX_CHARACTERS, MAX_NODES, MAX_DEPTH, MAX_DIGITS, MAX_DAYS])
def test_every_limit_is_documented(number):
    assert re.search(rf"\| {number:,}\b", PAGE)


def test_every_character_that_parts_words_is_documented_by_its_code_and_no_other():
    section = PAGE.partition("### Words")[2].partition("## Behaviour")[0]
    spans = re.findall(r"U\+([0-9A-F]{4})(?:–U\+([0-9A-F]{4}))?", section)
    codes = {
        code for first, last in spans for code in range(int(first, 16), int(last or first, 16) + 1)
    }
    assert codes == {ord(character) for character in SEPARATORS}
