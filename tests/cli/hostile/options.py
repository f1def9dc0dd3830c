"""Options and output folders that commands must refuse, or take as they are."""

from hostile.scene import Case

RUN = "run --pact pact.yaml --data export --out out"
REPLAY = "replay --pact pact.yaml --data export --out out"
COMMANDS = {
    "import": "import set",
    "clean": "clean --data set",
    "dedupe": "dedupe --data set",
    "match-accounts": "match-accounts --data set",
    "run": "run --pact pact.yaml --data set",
    "replay": "replay --pact pact.yaml --data set",
    "simulate": "simulate --leads 30 --months 1",
    "new": "new --for small-team",
}


def outs(
    out: str,
    code: str,
    name: str,
    *,
    place: str | None = None,
    without: tuple[str, ...] = (),
    **more: object,
) -> list[Case]:
    """The same output folder for every command that writes."""
    return [
        Case(name, f"{command} --out {out}", (f"{place or out} error {code}",), **more)
        for kind, command in COMMANDS.items()
        if kind not in without
    ]


OUTS = [
    *outs("pact.yaml", "out-no-folder", "a file as the output"),
    *outs("pact.yaml/below", "out-no-folder", "an output below a file"),
    *outs(
        "foreign",
        "out-not-empty",
        "an output among files of others",
        files={"foreign/notes.txt": "mine"},
    ),
    *outs("set", "out-is-data", "the data as the output", without=("simulate", "new")),
    *outs("set/below", "out-in-output", "an output in the data set"),
    *outs("merged/identity", "out-in-output", "an output in another output"),
    *outs(".", "out-is-data", "the folder one is in", without=("simulate", "new")),
    Case("the folder one is in", "simulate --leads 30 --out .", (". error out-is-here",)),
    *outs("/proc/none", "path-unusable", "a place that takes no files"),
    Case("the folder above", "simulate --leads 30 --out ..", (".. error out-is-here",)),
    Case("the folder one is in", "new --for no-sla --out .", (". error out-is-here",)),
    Case("a set as the output of new", "new --for no-sla --out set", ("set error out-not-empty",)),
    Case(
        "a set as the output of simulate",
        "simulate --leads 30 --out set",
        ("set error out-not-empty",),
    ),
    Case(
        "the output of dedupe as that of clean",
        "clean --data set --out merged",
        ("merged error out-not-empty",),
    ),
    Case("an empty output", ["clean", "--data", "set", "--out", ""], (". error out-is-data",)),
    Case(
        "an output with the manifest of nobody",
        "clean --data set --out o",
        ("o error out-not-empty",),
        files={"o/manifest.json": "{}"},
    ),
    Case("no output", "clean --data set", exit_code=2, shows=("--out",)),
]

MOMENTS = [
    Case(
        f"a moment as {text!r}",
        [*RUN.split(), "--as-of", text],
        ("--as-of error as-of-unreadable",),
    )
    for text in (
        "",
        "now",
        "2026-02-30T00:00:00Z",
        "2026-01-01",
        "1969-12-31T23:59:59Z",
        "٢٠٢٦-01-01T00:00:00Z",
        "2026-01-01T00:00:00+99:00",
        "1" * 5_000,
    )
]
LIMITS = [
    Case(
        f"memory as {text!r}",
        [*RUN.split(), f"--memory-limit={text}"],
        ("--memory-limit error memory-limit-unreadable",),
    )
    for text in (
        "",
        "-1GB",
        "4",
        "1e9GB",
        "nan GB",
        "infGB",
        "99MB",
        "4GB'; SELECT 1",
        "٤GB",
        "9" * 400 + "GB",
    )
]
PERIODS = [
    Case(
        "a period from its end to its beginning",
        f"{REPLAY} --from 2026-02-01T00:00:00Z --to 2026-01-01T00:00:00Z",
        ("--from error period-reversed",),
    ),
    Case(
        "a beginning that is no moment",
        f"{REPLAY} --from yesterday",
        ("--from error as-of-unreadable",),
    ),
    Case("an end without a zone", f"{REPLAY} --to 2026-01-01", ("--to error as-of-unreadable",)),
    Case("a lead that there is not", f"{REPLAY} --lead nobody", ("export error lead-missing",)),
    Case("a lead that did not qualify", f"{REPLAY} --lead 3", ("export error lead-not-qualified",)),
    Case(
        "an id that is no UTF-8",
        [*REPLAY.split(), "--lead", b"\xff"],
        exit_code=2,
        shows=("--lead",),
    ),
    Case(
        "an other pact that is missing",
        f"{REPLAY} --against nowhere.yaml",
        ("nowhere.yaml error file-missing",),
    ),
    Case(
        "an other pact without routing",
        f"{REPLAY} --against p.yaml",
        ("p.yaml error routing-missing",),
        files={"p.yaml": "spec: 1\nname: Bare\ngates: {conversation_lead: {must_have: [email]}}\n"},
    ),
]
NUMBERS = [
    Case(
        f"{option} as {value}",
        f"simulate --out out {option}={value}",
        (f"{option} error simulation-unable",),
    )
    for option, value in (
        ("--leads", "0"),
        ("--leads", "-1"),
        ("--months", "0"),
        ("--months", "-3"),
        ("--months", "99999"),
        ("--leads", "9" * 30),
        ("--seed", "-1"),
        ("--seed", "9" * 30),
    )
]
WORDS = [
    Case(
        f"{option} as {value!r}",
        ["simulate", "--out", "out", f"{option}={value}"],
        exit_code=2,
        shows=(option,),
    )
    for option, value in (
        ("--leads", "many"),
        ("--leads", ""),
        ("--leads", "1.5"),
        ("--seed", "x"),
        ("--starts-on", "2024-02-30"),
    )
] + [
    Case(
        "a first day long ago",
        "simulate --out out --leads 30 --starts-on 1500-01-01",
        ("--starts-on error simulation-unable",),
    ),
    Case(
        "a first day far ahead",
        "simulate --out out --leads 30 --starts-on 9999-12-31",
        ("--starts-on error simulation-unable",),
    ),
    Case("an option that there is not", "run --pcat pact.yaml", exit_code=2, shows=("--pcat",)),
]
IDS = [
    Case(
        "a lead that there is not",
        "explain nobody --pact pact.yaml --data set",
        ("set error lead-missing",),
    ),
    Case(
        "an empty id",
        ["explain", "", "--pact", "pact.yaml", "--data", "set"],
        exit_code=2,
        shows=("lead_id",),
    ),
    Case(
        "an id with a quote",
        ["explain", "1' OR '1'='1", "--pact", "pact.yaml", "--data", "set"],
        ("set error lead-missing",),
    ),
    Case(
        "an id with an escape sequence and a line end",
        ["explain", "\x1b[2J\n1", "--pact", "pact.yaml", "--data", "set"],
        ("set error lead-missing",),
        shows=("`\\x1b[2J\\n1`",),
    ),
    Case(
        "an id that is no UTF-8",
        ["explain", b"\xff", "--pact", "pact.yaml", "--data", "set"],
        exit_code=2,
        shows=("lead_id",),
    ),
    Case(
        "an id with glob signs",
        ["explain", "*", "--pact", "pact.yaml", "--data", "set"],
        ("set error lead-missing",),
    ),
    Case(
        "a folder that run did not write",
        "explain 1 --pact duplicates.yaml --data set --identity export",
        ("export error identity-missing",),
    ),
    Case(
        "a moment before the lead",
        "explain 1 --pact pact.yaml --data set --as-of 2025-01-01T00:00:00Z",
        ("--as-of warning as-of-before-lead",),
        exit_code=0,
    ),
    Case(
        "a moment of nothing",
        ["explain", "1", "--pact", "pact.yaml", "--data", "set", "--as-of", ""],
        ("--as-of error as-of-unreadable",),
    ),
    Case(
        "the data is missing",
        "explain 1 --pact pact.yaml --data nowhere",
        ("nowhere error data-missing",),
    ),
    Case(
        "a lead that there is not", "explain-match nobody a --data set", ("set error lead-missing",)
    ),
    Case(
        "an account that there is not",
        "explain-match 1 nobody --data set",
        ("set error account-missing",),
    ),
    Case(
        "an account with a quote",
        ["explain-match", "1", "a'--", "--data", "set"],
        ("set error account-missing",),
    ),
    Case(
        "an account that is no UTF-8",
        ["explain-match", "1", b"\xff", "--data", "set"],
        exit_code=2,
        shows=("account_id",),
    ),
    Case("no account", "explain-match 1 --data set", exit_code=2, shows=("account_id",)),
    Case(
        "a folder that is missing",
        "unmerge 1 2 --in nowhere --by ann",
        ("nowhere error output-missing",),
    ),
    Case(
        "a folder of others", "unmerge 1 2 --in export --by ann", ("export error merges-missing",)
    ),
    Case("a folder without merges", "unmerge 1 2 --in set --by ann", ("set error merges-missing",)),
    Case(
        "leads that are not merged",
        "unmerge 1 3 --in merged --by ann",
        ("merged error merge-missing",),
    ),
    Case("a lead and itself", "unmerge 1 1 --in merged --by ann", ("merged error merge-missing",)),
    Case(
        "leads with glob signs",
        ["unmerge", "*", "%", "--in", "merged", "--by", "ann"],
        ("merged error merge-missing",),
    ),
    Case(
        "a lead that is no UTF-8",
        ["unmerge", "1", b"\xff", "--in", "merged", "--by", "ann"],
        exit_code=2,
        shows=("other_id",),
    ),
    Case(
        "nobody who says so",
        ["unmerge", "1", "2", "--in", "merged", "--by", ""],
        exit_code=2,
        shows=("--by",),
    ),
    Case("no one who says so", "unmerge 1 2 --in merged", exit_code=2, shows=("--by",)),
]
PROVIDERS = [
    Case(
        name,
        "clean --data set --out out --pact duplicates.yaml --providers v.yaml",
        says,
        files={"v.yaml": text},
    )
    for name, text, says in (
        ("providers that are a list", "- 1\n", ("v.yaml:1:1 error providers-unreadable",)),
        (
            "providers with an unknown key",
            "tabels: {}\n",
            ("v.yaml:1:1 error providers-unreadable",),
        ),
        (
            "a provider without its table",
            "tables: {firms: {ask_by: domain}}\n",
            ("v.yaml:1:17 error providers-unreadable",) * 4,
        ),
    )
] + [
    Case(
        "providers that are missing",
        "clean --data set --out out --providers nowhere.yaml",
        ("nowhere.yaml error file-missing",),
    ),
    Case(
        "the pact is missing",
        "clean --data set --out out --pact nowhere.yaml",
        ("nowhere.yaml error file-missing",),
    ),
    Case(
        "a mapping of none",
        "dedupe --data export --mapping nowhere --out out",
        ("nowhere error mapping-missing",),
    ),
    Case(
        "the pact is a folder",
        "match-accounts --data set --out out --pact export",
        ("export error file-missing",),
    ),
]

KINDS = [
    Case(
        f"a kind as {kind!r}",
        ["new", f"--for={kind}", "--out", "out"],
        ("--for error starter-unknown",),
    )
    for kind in ("", ".", "../starters/no-sla", "no-sla/", "No-SLA", "\x1b[2J", "x" * 5_000)
] + [
    Case(
        "a pact that is there already",
        "new --for no-sla --out mine",
        ("mine error out-not-empty",),
        files={"mine/pact.yaml": "mine"},
    ),
    Case("a kind without a folder", "new --for no-sla", exit_code=2, shows=("--out",)),
    Case("a folder without a kind", "new --out out", exit_code=2, shows=("--for",)),
    Case(
        "a kind that is no UTF-8",
        ["new", b"--for=\xff", "--out", "out"],
        ("--for error starter-unknown",),
    ),
    Case(
        "a folder that is no UTF-8",
        ["new", "--for", "no-sla", "--out", b"\xff"],
        ("\\udcff error path-unusable",),
    ),
]

CASES = [*OUTS, *MOMENTS, *LIMITS, *PERIODS, *NUMBERS, *WORDS, *IDS, *KINDS, *PROVIDERS]
