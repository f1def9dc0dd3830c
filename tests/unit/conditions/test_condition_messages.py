import pytest
from message_tables import codes_in_full, read_messages, written_as_in

from leadpact.conditions.parse import UnableToParse, parse_condition
from leadpact.conditions.unable_to_parse import PARSE_CODES

EMPTY = (
    "The condition is empty. Write a comparison such as `n_employees >= 200`;"
    " `true` holds for every lead."
)
CONTROL = (
    "The text holds a line break or a control character (U+{}). Remove it, or close the quote on"
    " the same line."
)
NO_BREAK = (
    "The character U+00A0 (no-break space) has no meaning in a condition. Remove it, or write an"
    " ordinary space."
)
TABLE = read_messages("messages.txt")
MESSAGES = [
    *((text, *lines) for text, lines in TABLE),
    ("", f"condition-empty 1:1 {EMPTY}"),
    (" \n ", f"condition-empty 2:2 {EMPTY}"),
    ("t == 'a\nb'", f"text-malformed 1:6 {CONTROL.format('000A')}"),
    ("t == '\ud800'", f"text-malformed 1:6 {CONTROL.format('D800')}"),
    ("a\u00a0== 1", f"condition-syntax 1:2 {NO_BREAK}"),
]


@pytest.mark.parametrize(("text", "message"), MESSAGES)
def test_a_mistake_is_placed_and_explained(text, message):
    with pytest.raises(UnableToParse) as caught:
        parse_condition(text)
    error = caught.value
    where = f"{error.code} {error.position.line}:{error.position.column}"
    assert written_as_in([message], [(where, f"{error.fact} {error.fix}")]) == [message]


def test_every_code_of_the_parser_is_in_the_table_or_among_the_limits():
    shown = {message.split()[0] for _, message in MESSAGES}
    assert shown | {"condition-too-large"} == set(PARSE_CODES)


def test_every_code_of_the_table_is_reported_in_full_once():
    shown = {line.split()[0] for _, lines in TABLE for line in lines}
    assert codes_in_full(TABLE, n_words=2, word=0) == sorted(shown)
