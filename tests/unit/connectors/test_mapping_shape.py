"""What a mapping may hold, up to the last value that is taken, and the words of its issues."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from leadpact.connectors.files import document, load_mapping, read_mapping, shipped_mappings
from leadpact.connectors.files.document import (
    ColumnDocument,
    LookupDocument,
    MappedAttributeDocument,
    MappingDocument,
    SourceDocument,
    WhereDocument,
)
from leadpact.terms.issues import Place

HEAD = "spec: 1\nname: x\n"
REPS = HEAD + "tables:\n  reps:\n    - file: r.csv\n      columns:\n        rep_id: id\n"
FORMATS = REPS + "        hired_on: {{column: h, format: [{}]}}\n"
NAME = REPS + "        name: {}\n"
MODELS = [
    model
    for model in vars(document).values()
    if isinstance(model, type) and issubclass(model, BaseModel)
]


def found(text: str) -> list[tuple[str, int, str]]:
    """Return the code, the line, and fact and fix of each issue of a mapping."""
    _, issues = read_mapping(text, "m.yaml")
    return [(one.code, one.place.line, f"{one.fact} {one.fix}") for one in issues]


def test_every_key_has_a_description_and_what_a_mapping_leaves_out_its_default() -> None:
    keys = [info for model in MODELS for info in model.model_fields.values()]
    assert len(keys) > 40
    assert all(info.description for info in keys)
    column = ColumnDocument.model_validate("Id")
    kept = {name: value for name, value in column if value is not None}
    assert kept == {"column": "Id", "decimal_comma": False, "unreadable": "refuse"}
    assert MappedAttributeDocument.model_validate("Id").type == "text"
    where = WhereDocument.model_validate({})
    assert (where.is_, where.is_not, where.is_known) == (None, None, None)
    source = SourceDocument.model_validate({"file": "a.csv", "columns": {}})
    assert dict(source) == {
        "file": "a.csv",
        "encoding": "utf-8",
        "delimiter": None,
        "time_zone": None,
        "where": {},
        "columns": {},
        "attributes": {},
    }
    mapping = MappingDocument.model_validate({"spec": 1, "name": "x"})
    assert (mapping.time_zone, mapping.tables) == (None, None)
    lookup = LookupDocument.model_validate({"file": "a", "key": "k", "value": "v", "by": "b"})
    assert (lookup.encoding, lookup.delimiter) == (None, None)


def test_a_mapping_is_never_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        MappingDocument(spec=1, name="x").name = "y"


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        (f"spec: 1\nname: {'x' * 500}\n", True),
        (f"spec: 1\nname: {'x' * 501}\n", False),
        ('spec: 1\nname: ""\n', False),
        ('spec: "1"\nname: x\n', False),
        ("spec: 1\nname: 7\n", False),
        (NAME.format("{column: a, decimal_comma: 1}"), False),
        (REPS + "        hired_on: {column: h, format: []}\n", False),
        (
            FORMATS.format(", ".join(['"%Y%m%d"'] * 20)),
            True,
        ),
        (
            FORMATS.format(", ".join(['"%Y%m%d"'] * 21)),
            False,
        ),
        (REPS + '        hired_on: {column: h, format: "%Y%m%d"}\n', True),
        (REPS + '      delimiter: ";"\n', True),
        (REPS + '      delimiter: "\\t"\n', True),
        (REPS + '      delimiter: "\\""\n', False),
        (REPS + '      delimiter: "\\n"\n', False),
        (REPS + '      delimiter: ""\n', False),
        (REPS + "      where: {id: {is: [a, 1, 1.5, true]}}\n", True),
        (REPS + "      where: {id: {is: [null]}}\n", False),
        (REPS + "      where: {id: {is: [[a]]}}\n", False),
        (REPS + "      where: {id: {is_known: 1}}\n", False),
    ],
)
def test_a_value_is_of_its_kind_and_within_its_limits(text: str, is_right: bool) -> None:
    assert [code for code, *_ in found(text)] == ([] if is_right else ["mapping-wrong-value"])


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("true", "true"),
        ("false", "false"),
        ("7", "7"),
        ("1.5", "1.5"),
        ('"é"', "é"),
        ('"05"', "05"),
        ("yes", "yes"),
    ],
)
def test_a_single_value_is_the_text_that_a_cell_would_hold(written: str, text: str) -> None:
    mapping, _ = read_mapping(NAME.format(f"{{constant: {written}}}"), "m.yaml")
    assert mapping is not None
    tables = mapping.document.tables or {}
    assert tables["reps"][0].columns["name"].constant == text


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        (
            "spec: 2\nname: x\n",
            "mapping-wrong-value",
            1,
            "The value of `spec` does not fit: input should be 1. "
            "See the key in the reference of mappings.",
        ),
        (
            NAME.format("{constant: [a]}"),
            "mapping-wrong-value",
            8,
            "The value of `tables.reps.0.columns.name.constant` does not fit: "
            "write a single value here, not a list or a section. "
            "See the key in the reference of mappings.",
        ),
        (
            "name: x\n",
            "mapping-key-missing",
            1,
            "The mapping has no `spec`, which it needs. Add `spec`.",
        ),
        (
            HEAD + "tables: {reps: [{file: r.csv}]}\n",
            "mapping-key-missing",
            3,
            "`tables.reps.1` has no `columns`, which it needs. Add `columns`.",
        ),
        (
            HEAD + "tabels: {}\n",
            "mapping-unknown-key",
            3,
            "`tabels` is no key of the mapping. Did you mean `tables`?",
        ),
        (
            HEAD + "zzz: {}\n",
            "mapping-unknown-key",
            3,
            "`zzz` is no key of the mapping. Known are: spec, name, time_zone, tables.",
        ),
        (
            REPS + "      zzz: 1\n",
            "mapping-unknown-key",
            8,
            "`zzz` is no key of `tables.reps.1`. Known are: file, encoding, delimiter, time_zone, "
            "where, columns, attributes.",
        ),
        (
            REPS + "      where: {id: {zzz: 1}}\n",
            "mapping-unknown-key",
            8,
            "`zzz` is no key of `tables.reps.1.where.id`. Known are: is, is_not, is_known.",
        ),
        *(
            (
                NAME.format(f"{{{key}: {{{given}, zzz: 1}}}}"),
                "mapping-unknown-key",
                8,
                f"`zzz` is no key of `tables.reps.1.columns.name.{key}`. Known are: {known}.",
            )
            for key, given, known in (
                ("quarter_start", "year: y, quarter: q", "year, quarter"),
                ("quarter_end", "year: y, quarter: q", "year, quarter"),
                ("month_start", "year: y, month: m", "year, month"),
                ("month_end", "year: y, month: m", "year, month"),
                (
                    "lookup",
                    "file: f.csv, key: k, value: v, by: b",
                    "file, key, value, by, encoding, delimiter",
                ),
            )
        ),
        (
            "",
            "mapping-empty",
            1,
            "The file holds no keys, so it is no mapping. Begin with `spec: 1`.",
        ),
        (
            HEAD + "tables: {ZZZ: [{file: r.csv, columns: {}}]}\n",
            "mapping-unknown-table",
            3,
            "There is no canonical table ZZZ. Known are: accounts, ",
        ),
        (
            HEAD + "tables: {REPS: [{file: r.csv, columns: {}}]}\n",
            "mapping-unknown-table",
            3,
            "There is no canonical table REPS. Did you mean `reps`?",
        ),
        (
            REPS + "        NAME: n\n",
            "mapping-unknown-column",
            8,
            "reps has no column NAME. Did you mean `name`?",
        ),
        (
            REPS + "      attributes: {Name: n}\n",
            "mapping-attribute-name",
            8,
            "name is a canonical column of reps, so it is no attribute. "
            "Move it to `columns`, or rename it.",
        ),
        (
            REPS + f"      attributes: {{{'x' * 61}: n}}\n",
            "mapping-attribute-name",
            8,
            f'"{"x" * 61}" cannot be the name of an attribute: conditions could not name it.',
        ),
        (
            NAME.format("{column: a, constant: b, template: '{c}'}"),
            "mapping-origin",
            8,
            "name has 3 origins (column, constant, template) and needs one. Give one of column, "
            "constant, template, lookup, quarter_start, quarter_end, month_start, month_end.",
        ),
        (
            NAME.format('{template: "x} {a}"}'),
            "mapping-template",
            8,
            "`x} {a}` names no source column in braces, or a brace is left over. "
            'Write it like "{Year}-Q{Quarter}".',
        ),
        (
            HEAD + "time_zone: zzz\n",
            "mapping-unknown-zone",
            3,
            '"zzz" is no zone of the IANA time zone database. '
            'Write a name such as "Europe/London".',
        ),
        (
            REPS + "        role: {constant: zzz}\n",
            "mapping-unknown-code",
            8,
            '"zzz" is no code of reps.role. Known are: ',
        ),
        (
            REPS + "        daily_cap: {column: c, default: many}\n",
            "mapping-value-unreadable",
            8,
            'reps.daily_cap cannot hold the value: "many" is not a number. '
            "Write it as the column reads it.",
        ),
        (
            REPS.replace("r.csv", "a\\\\b.csv")
            .replace("a\\\\", '"a\\\\')
            .replace("b.csv", 'b.csv"'),
            "mapping-file-outside",
            5,
            "leads out of the data folder; a mapping reads that folder only. "
            "Write the file relative to the data folder, with `/` between folders.",
        ),
        (
            REPS + '        hired_on: {column: h, format: "%H"}\n',
            "mapping-format",
            8,
            "The format `%H` does not hold a whole date. Use strptime codes such as `%m/%d/%Y`, "
            "or epoch_seconds or epoch_milliseconds.",
        ),
        (
            REPS + '        hired_on: {column: h, format: "%Y%Y"}\n',
            "mapping-format",
            8,
            "The format `%Y%Y` has one code twice.",
        ),
    ],
)
def test_an_issue_says_the_fact_and_the_fix(text: str, code: str, line: int, words: str) -> None:
    [(found_code, found_line, found_words)] = found(text)
    assert (found_code, found_line) == (code, line)
    assert words in found_words


@pytest.mark.parametrize(
    "rest",
    [
        NAME.format("{column: n, values: {a: b}, otherwise: keep}"),
        NAME.format("{constant: a, values: {a: b}}"),
        NAME.format("{column: n, default: d}"),
        REPS + "        daily_cap: {column: c, decimal_comma: true}\n",
        REPS + '        hired_on: {column: h, format: ["epoch_seconds", "%Y-%m-%d"]}\n',
        REPS + "      attributes: {score: {column: s, type: number, decimal_comma: true}}\n",
        REPS + "      attributes: {since: {column: s, type: date, format: '%Y%m%d'}}\n",
        REPS + f"      attributes: {{{'x' * 60}: n, _y1: n}}\n",
        *(REPS + f"      where: {{id: {{{key}}}}}\n" for key in ("is: [a]", "is_not: [a]")),
        REPS + "      where: {id: {is_known: false}}\n",
        REPS.replace("r.csv", "r*"),
        REPS.replace("r.csv", "deep/r.csv.gz"),
        REPS + '        hired_on: {constant: "31.01.2021", format: "%d.%m.%Y"}\n',
        REPS + "        daily_cap: {constant: '1.000', decimal_comma: true}\n",
        REPS + "        role: {column: r, values: {x: null, y: AE}}\n",
        REPS + "      attributes: {role2: {constant: ROBOT}}\n",
        HEAD,
        HEAD + "time_zone: Europe/London\n",
        NAME.format("{lookup: {file: t.csv, key: k, value: v, by: b, encoding: cp1252}}"),
    ],
)
def test_a_mapping_that_makes_sense_has_no_issue(rest: str) -> None:
    assert found(rest) == []


@pytest.mark.parametrize(
    ("key", "where"),
    [
        ("file: t.doc, key: k, value: v, by: b", "mapping-file-type"),
        ("file: t.csv, key: k, value: v, by: b, encoding: utf-9", "mapping-unknown-encoding"),
    ],
)
def test_the_file_of_a_lookup_is_checked_like_that_of_a_source(key: str, where: str) -> None:
    assert [code for code, *_ in found(NAME.format(f"{{lookup: {{{key}}}}}"))] == [where]


def test_all_formats_of_a_column_are_checked() -> None:
    formats = '["epoch_seconds", "%H", "%Y-%m-%d", "%M"]'
    issues = found(REPS + f"        hired_on: {{column: h, format: {formats}}}\n")
    assert [(code, words.split("`")[1]) for code, _, words in issues] == [
        *(("mapping-format", "%H"), ("mapping-format", "%M"))
    ]


@pytest.mark.parametrize("name", ["nothing", ""])
def test_a_mapping_that_is_not_there_is_reported_with_those_that_are(
    name: str, tmp_path: Path
) -> None:
    for path in (name, tmp_path / "none.yaml"):
        mapping, [issue] = load_mapping(path)
        assert (mapping, issue.code) == (None, "mapping-missing")
        assert issue.place == Place(str(path) or "--mapping")
        assert issue.fact == f'"{path}" is neither a file nor a mapping that is shipped.'
        assert issue.fix == f"Give a path, or one of {', '.join(shipped_mappings())}."
    assert load_mapping("marketstar-sdr-funel")[1][0].fix == (
        'Did you mean "marketstar-sdr-funnel"?'
    )
    assert all(not one.endswith(".yaml") for one in shipped_mappings())


def test_a_shipped_mapping_has_its_file_in_its_places() -> None:
    mapping, _ = load_mapping(shipped_mappings()[0])
    assert mapping is not None
    assert mapping.positions.file == f"{shipped_mappings()[0]}.yaml"
