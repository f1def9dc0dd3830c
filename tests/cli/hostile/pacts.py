"""Pacts, and tables of cases, that nobody would write on purpose: `check`, `diff`, `test`."""

from hostile.scene import PACT, Case

BOMB = "spec: 1\nname: Bomb\nlabels: {TARGET: &a Some, EXCHANGE: *a}\n"
BOMB_SAYS = ("p.yaml:3:18 error yaml-alias", "p.yaml:3:37 error yaml-alias")
RULES = "\n".join(f"      - {{id: r{n}, when: 'employees > {n}', points: 1}}" for n in range(501))
MANY_RULES = PACT.replace(
    '{range: [0, 5], rules: [{id: size, when: "employees > 10", points: 5}]}',
    "\n    rules:\n" + RULES,
)
LONG = "x" * 200


def check(name: str, text: str | bytes, *says: str, exit_code: int = 1, **more: object) -> Case:
    return Case(name, "check p.yaml", says, exit_code, {"p.yaml": text}, **more)


def changed(old: str, new: str) -> str:
    assert old in PACT
    return PACT.replace(old, new)


CHECKS = [
    Case("no such file", "check nowhere.yaml", ("nowhere.yaml error file-missing",)),
    Case("a folder", "check export", ("export error file-missing",)),
    Case(
        "a broken link",
        "check l.yaml",
        ("l.yaml error file-missing",),
        files={"l.yaml": lambda path: path.symlink_to("gone")},
    ),
    Case(
        "a link in a loop",
        "check l.yaml",
        ("l.yaml error file-missing",),
        files={"l.yaml": lambda path: path.symlink_to("l.yaml")},
    ),
    Case("a file below a file", "check pact.yaml/x", ("x error file-missing",)),
    Case(
        "a name longer than names can be",
        ["check", "n" * 300],
        ("n" * 300 + " error path-unusable",),
    ),
    Case("an empty name", ["check", ""], (". error file-missing",)),
    Case(
        "a device without end",
        "check /dev/zero",
        ("zero error file-missing",),
        shows=("is no regular file",),
    ),
    Case(
        "a name with an escape sequence",
        ["check", "\x1b[31m.yaml"],
        ("\\x1b[31m.yaml error file-missing",),
    ),
    Case(
        "a name with a line end",
        ["check", "a\nb: error x: y"],
        ("a\\nb: error x: y error file-missing",),
    ),
    Case("a name that is no UTF-8", ["check", b"\xff.yaml"], ("\\udcff.yaml error file-missing",)),
    Case("a name with NUL", ["check", "a\0b"], exit_code=2, shows=("pact",)),
    Case(
        "a name with a leading dash",
        ["check", "--", "-p.yaml"],
        exit_code=0,
        files={"-p.yaml": PACT},
    ),
    Case(
        "a name with glob signs",
        ["check", "p[1]*.yaml"],
        ("p[1]*.yaml error file-missing",),
        files={"p1x.yaml": PACT},
    ),
    check("an empty file", "", "p.yaml:1:1 error pact-empty"),
    check("white space alone", " \n\n", "p.yaml:1:1 error pact-empty"),
    check("a comment alone", "# nothing\n", "p.yaml:1:1 error pact-empty"),
    check("a list", "- 1\n", "p.yaml:1:1 error pact-empty"),
    check("a word", "words\n", "p.yaml:1:1 error pact-empty"),
    check("a byte-order mark", "\ufeff" + PACT, "p.yaml:1:1 warning byte-order-mark", exit_code=0),
    check("UTF-16", PACT.encode("utf-16"), "p.yaml:1:1 error file-encoding"),
    check("bytes that are no text", bytes(range(256)), "p.yaml:2:118 error file-encoding"),
    check("NUL in a text", PACT.replace("Small", "Sm\0all"), "p.yaml:2:9 error yaml-character"),
    check("more than a million bytes", "# " + "x" * 1_000_001, "p.yaml error file-too-large"),
    check("a bomb of aliases", BOMB, *BOMB_SAYS),
    check(
        "a tag that would make an object",
        PACT + "x: !!python/object/apply:os.system [id]\n",
        "p.yaml:12:4 error yaml-tag",
    ),
    check("ten thousand brackets", "a: " + "[" * 10_000, "p.yaml:1:34 error yaml-depth"),
    check("an indent with a tab", "spec: 1\nlabels:\n\tTARGET: x\n", "p.yaml:3:1 error yaml-tab"),
    check("a key twice", PACT + "name: Other\n", "p.yaml:12:1 error yaml-duplicate-key"),
    check("a list as a key", PACT + "[1, 2]: x\n", "p.yaml:12:1 error yaml-key"),
    check("a second document", PACT + "---\n" + PACT, "p.yaml:12:1 error yaml-documents"),
    check(
        "a bracket that never closes", PACT + "labels: {TARGET: x", "p.yaml:12:9 error yaml-syntax"
    ),
    check(
        "a version from the future", changed("spec: 1", "spec: 99"), "p.yaml:1:7 error spec-unknown"
    ),
    check("a version as a text", changed("spec: 1", "spec: '1'"), "p.yaml:1:7 error value-unknown"),
    check(
        "a version of a million digits",
        changed("spec: 1", "spec: " + "9" * 100_000),
        "p.yaml:1:7 error value-unknown",
    ),
    check(
        "a number of 5,000 digits as points",
        changed("points: 5", "points: " + "9" * 5_000),
        "p.yaml:6:75 error value-type",
        shows=("Write a whole number",),
    ),
    check("a key with a typing error", PACT + "lables: {}\n", "p.yaml:12:1 error key-unknown"),
    check(
        "a key with an escape sequence", PACT + '"\\e[31m": 1\n', "p.yaml:12:1 error key-unknown"
    ),
    check("a number as a name", changed("name: Small", "name: 1"), "p.yaml:2:7 error value-type"),
    check("a name of nothing", changed("name: Small", "name:"), "p.yaml:2:1 error value-empty"),
    check(
        "a list where scores are named",
        changed("scores:\n  fit:", "scores:\n  - fit:"),
        "p.yaml:6:3 error value-type",
    ),
    check(
        "a text as an attribute",
        changed("{type: integer}", "integer"),
        "p.yaml:4:14 error value-type",
    ),
    check(
        "a type that there is not", changed("integer", "money"), "p.yaml:4:21 error value-unknown"
    ),
    check(
        "an attribute in capitals",
        changed("  employees:", "  SEATS: {type: integer}\n  employees:"),
        "p.yaml:4:3 error name-format",
    ),
    check(
        "points that are not whole",
        changed("points: 5", "points: .inf"),
        "p.yaml:6:75 error value-type",
    ),
    check(
        "a range from high to low", changed("[0, 5]", "[5, 0]"), "p.yaml:6:16 error range-reversed"
    ),
    check("a range of one", changed("[0, 5]", "[0]"), "p.yaml:6:16 error value-out-of-range"),
    check("501 rules", MANY_RULES, "p.yaml:8:7 error value-out-of-range"),
    check(
        "a condition that nothing fulfils",
        changed("fit >= 5", "fit >= 5 and fit < 5"),
        "p.yaml:8:30 error condition-contradiction",
    ),
    check(
        "a gate that no lead can pass",
        changed("fit >= 5", "fit >= 50"),
        "p.yaml:8:30 error gate-unreachable",
    ),
    check(
        "a condition nested 5,000 deep",
        changed("fit >= 5", "(" * 1_900 + "fit >= 5" + ")" * 1_900),
        "p.yaml:8:70 error condition-too-large",
    ),
    check(
        "a quote that never closes",
        changed("fit >= 5", "fit >= '5"),
        "p.yaml:8:37 error text-malformed",
    ),
    check(
        "a number of twenty digits",
        changed("fit >= 5", "fit >= 12345678901234567890"),
        "p.yaml:8:37 error number-too-long",
    ),
    check("Arabic digits", changed("fit >= 5", "fit >= ٣"), "p.yaml:8:37 error condition-syntax"),
    check(
        "a zone that is a path",
        PACT + "time_zone: ../../etc/passwd\n",
        "p.yaml:12:12 error zone-unknown",
    ),
    check(
        "a pool that there is not",
        changed("default: all", "default: al"),
        "p.yaml:10:12 error pool-unknown",
        "p.yaml:11:11 warning pool-unused",
    ),
    Case(
        "the answer as JSON, of a file that is missing",
        "check nowhere.yaml --format json",
        (),
        shows=('"code": "file-missing"',),
    ),
    Case(
        "a format that there is not",
        "check pact.yaml --format xml",
        exit_code=2,
        shows=("--format",),
    ),
    Case("no argument", "check", exit_code=2, shows=("pact",)),
]

DIFFS = [
    Case(
        "the old one is missing",
        "diff nowhere.yaml pact.yaml",
        ("nowhere.yaml error file-missing",),
    ),
    Case(
        "both are missing",
        "diff a.yaml b.yaml",
        ("a.yaml error file-missing", "b.yaml error file-missing"),
    ),
    Case("the new one is a folder", "diff pact.yaml export", ("export error file-missing",)),
    Case(
        "the new one has a fault",
        "diff pact.yaml p.yaml",
        ("p.yaml:2:7 error value-type",),
        files={"p.yaml": changed("Small", "1")},
    ),
    Case(
        "the old one is an alias bomb", "diff p.yaml pact.yaml", BOMB_SAYS, files={"p.yaml": BOMB}
    ),
    Case(
        "the same file by a link",
        "diff pact.yaml l.yaml",
        exit_code=0,
        files={"l.yaml": lambda path: path.symlink_to("pact.yaml")},
    ),
    Case(
        "a name that steers the terminal",
        "diff pact.yaml p.yaml",
        ("p.yaml:2:7 error value-format",),
        files={"p.yaml": changed("Small", '"\\e]0;x\\a"')},
    ),
]


def table(name: str, text: str | bytes, *says: str, exit_code: int = 1, **more: object) -> Case:
    return Case(name, "test pact.yaml c.yaml", says, exit_code, {"c.yaml": text}, **more)


AS_OF = "as_of: 2026-03-02T12:00:00Z\n"
TESTS = [
    Case("no such table", "test pact.yaml nowhere.yaml", ("nowhere.yaml error file-missing",)),
    Case("a folder as the table", "test pact.yaml export", ("export error file-missing",)),
    Case(
        "a pact that is missing",
        "test nowhere.yaml cases.yaml",
        ("nowhere.yaml error file-missing",),
    ),
    Case(
        "the pact as the table",
        "test pact.yaml pact.yaml",
        ("pact.yaml:1:1 error case-list-missing",),
    ),
    table("an empty table", "", "c.yaml:1:1 error case-list-missing"),
    table("an empty list", AS_OF + "cases: []\n", "c.yaml:2:8 error case-list-missing"),
    table("a case that is a word", AS_OF + "cases: [x]\n", "c.yaml:2:9 error case-value"),
    table(
        "a case without what it expects",
        AS_OF + "cases: [{name: a}]\n",
        "c.yaml:2:9 error case-key-missing",
    ),
    table(
        "a case without a moment",
        "cases: [{name: a, expect: {scores: {fit: 5}}}]\n",
        "c.yaml:1:9 error case-key-missing",
    ),
    table(
        "a moment without a zone",
        "as_of: 2026-03-02T12:00:00\ncases: [{name: a, expect: {scores: {fit: 5}}}]\n",
        "c.yaml:1:8 error case-value",
    ),
    table(
        "a moment of no century",
        "as_of: 9999-12-31T23:59:59Z\ncases: [{name: a, expect: {scores: {fit: 5}}}]\n",
        "c.yaml:1:8 error case-value",
    ),
    table(
        "a score that there is not",
        AS_OF + "cases: [{name: a, expect: {scores: {fti: 5}}}]\n",
        "c.yaml:2:37 error case-key-unknown",
    ),
    table(
        "points that are a text",
        AS_OF + "cases: [{name: a, expect: {scores: {fit: x}}}]\n",
        "c.yaml:2:42 error case-value",
    ),
    table(
        "points without end",
        AS_OF + "cases: [{name: a, expect: {scores: {fit: .inf}}}]\n",
        "c.yaml:2:42 error case-value",
    ),
    table(
        "an attribute of another type",
        AS_OF + "cases: [{name: a, lead: {employees: many}, expect: {scores: {fit: 5}}}]\n",
        "c.yaml:2:37 error case-value",
    ),
    table(
        "employees of 400 digits",
        AS_OF
        + "cases: [{name: a, lead: {employees: "
        + "9" * 400
        + "}, expect: {scores: {fit: 5}}}]\n",
        "c.yaml:2:37 error case-value",
    ),
    table(
        "a kind of activity that there is not",
        AS_OF
        + "cases: [{name: a, activities: [{kind: demo, days_ago: 1}], expect: {stage: TARGET}}]\n",
        "c.yaml:2:39 error case-value",
    ),
    table(
        "a stage that there is not",
        AS_OF + "cases: [{name: a, expect: {stage: WON}}]\n",
        "c.yaml:2:35 error case-value",
    ),
    table(
        "an alias",
        AS_OF + "cases: [&a {name: a, lead: {employees: 20}, expect: {scores: {fit: 5}}}]\n",
        "c.yaml:2:9 error yaml-alias",
    ),
    table(
        "NUL in a name",
        AS_OF + "cases: [{name: 'a\0', expect: {scores: {fit: 5}}}]\n",
        "c.yaml:2:18 error yaml-character",
    ),
    table("UTF-16", (AS_OF + "cases: []").encode("utf-16"), "c.yaml:1:1 error file-encoding"),
    table(
        "a case that fails, with a name that steers the terminal",
        AS_OF + 'cases: [{name: "\\e[31mred", lead: {employees: 1}, expect: {scores: {fit: 5}}}]\n',
        shows=("\\x1b[31mred",),
    ),
]

CASES = [*CHECKS, *DIFFS, *TESTS]
