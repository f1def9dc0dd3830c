"""Where the words of a text stand in the file, in whatever style of YAML the text is written."""

import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from leadpact.pact.yaml_lines import load_yaml
from vacuous import at_least

words = st.text("abcé😀'\"\\:#- \t", min_size=1, max_size=30)
texts = st.lists(words, min_size=1, max_size=5).map("\n".join)
styles = st.sampled_from([None, "'", '"', "|", ">"])
BLANKS = " \t\n"
QUOTED_DIFFERENTLY = "'\"\\"


@at_least(100)
@settings(deadline=None)
@example("\\:::\\   \n\\:", None, 10, False)  # blanks before a line break that is escaped
@given(texts, styles, st.integers(10, 60), st.booleans())
def test_every_character_is_found_again_in_the_source(text, style, width, allow_unicode):
    source = yaml.dump(
        {"key": {"inner": text}},
        default_style=style,
        width=width,
        allow_unicode=allow_unicode,
        default_flow_style=False,
        Dumper=_Dumper,
    )
    value, positions, _ = load_yaml(source, "x.yaml")
    assume(value == {"key": {"inner": text}})
    lines = source.split("\n")
    for index, character in enumerate(text):
        if character in BLANKS:
            continue
        before = text[:index]
        line = before.count("\n") + 1
        place = positions.text_place(("key", "inner"), line, index - before.rfind("\n"))
        found = lines[place.line - 1][place.column - 1]
        assert found in (character, "\\") or character in QUOTED_DIFFERENTLY


class _Dumper(yaml.SafeDumper):
    """Leaves keys plain: only the value is written in the style."""

    def represent_mapping(self, tag, mapping, flow_style=False):
        node = super().represent_mapping(tag, mapping, flow_style)
        for key, _ in node.value:
            key.style = None
        return node


def test_the_end_of_a_text_is_behind_its_last_character():
    _, positions, _ = load_yaml("a: 'it''s'\nb: >\n  x\n  y\n", "x.yaml")
    assert str(positions.text_place(("a",), 1, 5)) == "x.yaml:1:10"
    assert str(positions.text_place(("b",), 2, 1)) == "x.yaml:4:4"


def test_what_is_not_there_is_placed_at_its_nearest_parent():
    _, positions, _ = load_yaml("a:\n  b: [1, 2]\n", "x.yaml")
    assert str(positions.value_place(("a", "b", 7, "c"))) == "x.yaml:2:6"
    assert str(positions.key_place(("a", "z"))) == "x.yaml:2:3"
    assert str(positions.key_place(("a",))) == "x.yaml:1:1"
    assert str(positions.value_place(("z",))) == "x.yaml:1:1"
    assert str(positions.text_place(("a", "b"), 1, 1)) == "x.yaml:2:6"
