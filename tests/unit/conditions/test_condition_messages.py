import pytest
from message_tables import read_messages

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
MESSAGES = [
    *((text, *lines) for text, lines in read_messages("messages.txt")),
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
    place = f"{error.position.line}:{error.position.column}"
    assert f"{error.code} {place} {error.fact} {error.fix}" == message


def test_every_code_of_the_parser_is_in_the_table_or_among_the_limits():
    shown = {message.split()[0] for _, message in MESSAGES}
    assert shown | {"condition-too-large"} == set(PARSE_CODES)
