"""Mappings that lead elsewhere or make no sense, each for `import` of a small export."""

from hostile.scene import MAPPING, Case

COLUMNS = "{lead_id: lead_id, created_at: created_at}"


def mapping(name: str, text: str | bytes, *says: str, exit_code: int = 1, **more: object) -> Case:
    writes = "out" if exit_code == 0 else None
    return Case(
        name,
        "import export --mapping m.yaml --out out",
        says,
        exit_code,
        {"m.yaml": text},
        writes=writes,
        **more,
    )


def file(name: str, path: str, code: str, exit_code: int = 1) -> Case:
    text = MAPPING.replace("leads.csv", f'"{path}"')
    return mapping(name, text, f"m.yaml:5:13 error {code}", exit_code=exit_code)


def columns(name: str, text: str, *says: str, exit_code: int = 1, **more: object) -> Case:
    return mapping(name, MAPPING.replace(COLUMNS, text), *says, exit_code=exit_code, **more)


def created(name: str, text: str, *says: str, **more: object) -> Case:
    return columns(name, f"{{lead_id: lead_id, created_at: {text}}}", *says, **more)


CASES = [
    Case(
        "a name of none",
        "import export --mapping nowhere --out out",
        ("nowhere error mapping-missing",),
    ),
    Case(
        "an empty name",
        ["import", "export", "--mapping", "", "--out", "out"],
        ("--mapping error mapping-missing",),
    ),
    Case(
        "a name that leads out of those shipped",
        "import export --mapping ../../no/such/place --out out",
        ("../../no/such/place error mapping-missing",),
    ),
    Case("a folder", "import export --mapping set --out out", ("set error mapping-missing",)),
    Case(
        "a name with an escape sequence",
        ["import", "export", "--mapping", "\x1b[31m", "--out", "out"],
        ("\\x1b[31m error mapping-missing",),
    ),
    Case(
        "one of those shipped, for other data",
        "import export --mapping olist-marketing-funnel --out out",
        tuple(
            f"olist-marketing-funnel.yaml:{line} error mapping-file-missing"
            for line in ("44:9", "38:13", "10:13", "59:13", "62:13", "22:13")
        ),
    ),
    mapping("an empty file", "", "m.yaml:1 error mapping-empty"),
    mapping("a list", "- 1\n", "m.yaml:1 error mapping-empty"),
    mapping("UTF-16", MAPPING.encode("utf-16"), "m.yaml:1:1 error file-encoding"),
    mapping("binary", bytes(range(256)), "m.yaml:2:118 error file-encoding"),
    mapping(
        "an alias bomb",
        MAPPING + "name: &a x\n",
        "m.yaml:7:1 error yaml-duplicate-key",
        "m.yaml:7:7 error yaml-alias",
    ),
    mapping("brackets without end", "spec: " + "[" * 5_000, "m.yaml:1:37 error yaml-depth"),
    mapping(
        "another version",
        MAPPING.replace("spec: 1", "spec: 2"),
        "m.yaml:1:7 error mapping-wrong-value",
    ),
    mapping(
        "a table that there is not",
        MAPPING.replace("leads:", "leds:"),
        "m.yaml:4:3 error mapping-unknown-table",
    ),
    mapping(
        "a table without a source",
        "spec: 1\nname: Ours\ntables: {leads: []}\n",
        "m.yaml:3:17 error mapping-no-source",
    ),
    mapping(
        "tables that are a list",
        "spec: 1\nname: Ours\ntables: [leads]\n",
        "m.yaml:3:9 error mapping-wrong-value",
    ),
    mapping(
        "a source that is a word",
        "spec: 1\nname: Ours\ntables: {leads: [x]}\n",
        "m.yaml:3:18 error mapping-wrong-value",
    ),
    mapping(
        "an unknown zone",
        MAPPING + "time_zone: Mars/Base\n",
        "m.yaml:7:12 error mapping-unknown-zone",
    ),
    mapping(
        "a zone that is a path",
        MAPPING + "time_zone: ../../etc/passwd\n",
        "m.yaml:7:12 error mapping-unknown-zone",
    ),
    mapping(
        "an unknown encoding",
        MAPPING + "      encoding: klingon\n",
        "m.yaml:7:17 error mapping-unknown-encoding",
    ),
    mapping(
        "an encoding that is no text",
        MAPPING + "      encoding: base64\n",
        "m.yaml:7:17 error mapping-unknown-encoding",
    ),
    mapping(
        "a delimiter of two signs",
        MAPPING + "      delimiter: ';;'\n",
        "m.yaml:7:18 error mapping-wrong-value",
    ),
    mapping(
        "a delimiter of none",
        MAPPING + "      delimiter: ''\n",
        "m.yaml:7:18 error mapping-wrong-value",
    ),
    mapping(
        "a quote as the delimiter",
        MAPPING + "      delimiter: '\"'\n",
        "m.yaml:7:18 error mapping-wrong-value",
    ),
    mapping(
        "a condition that asks nothing",
        MAPPING + "      where: {lead_id: {}}\n",
        "m.yaml:7:15 error mapping-empty-where",
    ),
    mapping(
        "a condition on a column that there is not",
        MAPPING + "      where: {gone: {is: [a]}}\n",
        "m.yaml:7:15 error mapping-column-missing",
    ),
    file("a file above the data", "../pact.yaml", "mapping-file-outside"),
    file("a file by its path from the root", "/etc/passwd", "mapping-file-outside"),
    file("a file by a way out and in", "x/../../export/leads.csv", "mapping-file-outside"),
    file("a file of another kind", "leads.xlsx", "mapping-file-type"),
    file("a file that is missing", "led.csv", "mapping-file-missing"),
    file("a file without a name", "", "mapping-wrong-value"),
    file("a glob that is broken", "leads[.csv", "mapping-file-missing"),
    file("a glob of stars", "a**b.csv", "mapping-file-missing"),
    file("a file named with NUL", "a\\0.csv", "mapping-file-type"),
    file("a name of 5,000 letters", "x" * 5_000 + ".csv", "mapping-wrong-value"),
    columns("no columns", "{}", "m.yaml:5:7 error mapping-required-column"),
    columns("columns that are a list", "[lead_id]", "m.yaml:6:16 error mapping-wrong-value"),
    columns(
        "a column that the table has not",
        "{lead_id: lead_id, created_at: created_at, colour: email}",
        "m.yaml:6:59 error mapping-unknown-column",
    ),
    columns(
        "a column that the file has not",
        "{lead_id: Id, created_at: created_at}",
        "m.yaml:6:17 error mapping-column-missing",
    ),
    columns(
        "a column that steers the terminal",
        '{lead_id: "\\e[31m", created_at: created_at}',
        "m.yaml:6:17 error mapping-column-missing",
    ),
    created(
        "two origins",
        "{column: created_at, constant: 2026-01-01}",
        "m.yaml:6:35 error mapping-origin",
    ),
    created("no origin", "{default: 2026-01-01}", "m.yaml:6:35 error mapping-origin"),
    created(
        "a format of years alone",
        '{column: created_at, format: "%Y%Y"}',
        "m.yaml:6:76 error mapping-format",
    ),
    created(
        "a format that is none",
        '{column: created_at, format: "%Q"}',
        "m.yaml:6:76 error mapping-format",
    ),
    created(
        "a format that fits nothing",
        '{column: created_at, format: "%d.%m.%Y"}',
        "leads.csv warning table-empty",
        "leads.csv warning rows-refused",
        exit_code=0,
        shows=("time-unreadable",),
    ),
    created(
        "a template with a brace too many",
        '{template: "{created_at}}"}',
        "m.yaml:6:58 error mapping-template",
    ),
    created(
        "a template with a way to attributes",
        '{template: "{created_at.__class__}"}',
        "m.yaml:6:35 error mapping-column-missing",
    ),
    created(
        "a constant that is no moment",
        "{constant: soon}",
        "m.yaml:6:58 error mapping-value-unreadable",
    ),
    created(
        "a search in a file above the data",
        "{lookup: {file: ../set/leads.parquet, key: lead_id, value: created_at, by: lead_id}}",
        "m.yaml:6:63 error mapping-file-outside",
    ),
    created(
        "a search without a key",
        "{lookup: {file: leads.csv, value: created_at, by: lead_id}}",
        "m.yaml:6:48 error mapping-key-missing",
    ),
    columns(
        "a stage that there is not",
        "{lead_id: lead_id, created_at: created_at, stage: {column: company, values: {Acme: WON}}}",
        "m.yaml:6:99 error mapping-unknown-code",
    ),
]
