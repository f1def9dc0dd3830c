"""Record what the product decides on fixed random inputs, as digests that two commits can share.

    python tests/reference/behaviour/record.py                       # compare all blocks
    python tests/reference/behaviour/record.py histories pacts/003   # some families or blocks
    python tests/reference/behaviour/record.py --dump histories/003 --kind events > one.txt
    python tests/reference/behaviour/record.py --write --kind text histories

Inputs come from `random.Random(seed)` alone. They are dealt into blocks; of each block there is a
digest for each kind of output: events apart from refusals, values apart from sentences. A digest
does not depend on names of classes, modules and fields (`canonical_values`); what was renamed on
purpose is entered there, and changed sentences are recorded anew, kind by kind, with `--write`.
It does depend on the ORDER of the fields of dataclasses, on the order of members of enumerations
and of the tables in `follow_up_commands` and `follow_up_random` that inputs are drawn from. The
fingerprints of kept pacts, and `company/replay`, depend on the library of holidays too.

To find a difference, dump the block in both checkouts and compare the texts.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from behaviour_funnels import COMMANDS, REAL, SHARED_DATA, record_funnel
from behaviour_histories import N_BLOCKS as N_HISTORY_BLOCKS
from behaviour_histories import record_histories
from behaviour_pacts import N_BLOCKS as N_PACT_BLOCKS
from behaviour_pacts import record_kept_pacts, record_pacts

DIGESTS = Path(__file__).parent / "digests.json"
DIGEST_LENGTH = 16

Recorded = dict[str, list[str]]
Digests = dict[str, str]

BLOCKS: Mapping[str, Callable[[], Recorded]] = {
    "kept-pacts/all": record_kept_pacts,
    **{f"histories/{n:03}": partial(record_histories, n) for n in range(N_HISTORY_BLOCKS)},
    **{f"pacts/{n:03}": partial(record_pacts, n) for n in range(N_PACT_BLOCKS)},
    **{name: partial(record_funnel, name) for name in COMMANDS},
}
"""What computes the lines of each block, by kind."""


def digests_of(recorded: Recorded) -> Digests:
    """Return the digest of the lines of every kind."""
    return {
        kind: hashlib.sha256("\n".join(lines).encode()).hexdigest()[:DIGEST_LENGTH]
        for kind, lines in recorded.items()
    }


def kept_digests() -> dict[str, Digests]:
    """Return the digests that were committed, by block."""
    kept: dict[str, Digests] = json.loads(DIGESTS.read_text("utf-8")) if DIGESTS.is_file() else {}
    return kept


def differing_kinds(block: str) -> list[str]:
    """Compute a block anew; return the kinds whose digests are not the committed ones."""
    kept, found = kept_digests().get(block, {}), digests_of(BLOCKS[block]())
    return sorted(kind for kind in kept.keys() | found.keys() if kept.get(kind) != found.get(kind))


def _chosen(names: Sequence[str]) -> list[str]:
    """Return the blocks of the families or names that are asked for; none: those there are."""
    wanted = [
        block for block in BLOCKS if not names or block in names or block.split("/")[0] in names
    ]
    if not names and not SHARED_DATA.is_dir():
        _report(f"left out, as there is no folder {SHARED_DATA}: the real funnels")
        wanted = [block for block in wanted if block not in REAL]
    return wanted


def _compare(blocks: Iterable[str], kinds: Sequence[str]) -> int:
    n_blocks = n_differing = 0
    for block in blocks:
        n_blocks += 1
        found = [kind for kind in differing_kinds(block) if not kinds or kind in kinds]
        if found:
            n_differing += 1
            _report(f"{block}: {', '.join(found)}")
    _report(f"{n_differing} of {n_blocks} blocks differ from {DIGESTS.name}")
    return int(n_differing > 0)


def _write(blocks: Iterable[str], kinds: Sequence[str]) -> int:
    """Replace the digests of some blocks, and of some kinds only where kinds are given."""
    kept = kept_digests()
    for block in blocks:
        found = digests_of(BLOCKS[block]())
        chosen = {kind: digest for kind, digest in found.items() if not kinds or kind in kinds}
        kept[block] = {**kept.get(block, {}), **chosen} if kinds else chosen
    ordered = {block: kept[block] for block in BLOCKS if block in kept}
    lines = ",\n".join(f'"{block}": {json.dumps(ordered[block])}' for block in ordered)
    DIGESTS.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    return 0


def _dump(block: str, kinds: Sequence[str]) -> int:
    for kind, lines in BLOCKS[block]().items():
        if not kinds or kind in kinds:
            sys.stdout.writelines(f"{kind} {line}\n" for line in lines)
    return 0


def _report(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main(arguments: Sequence[str]) -> int:
    """Compare, write or dump; 1 where a digest differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("blocks", nargs="*", help="families or blocks; none: all")
    parser.add_argument("--kind", action="append", default=[], help="only this kind; repeatable")
    parser.add_argument("--dump", metavar="BLOCK", choices=BLOCKS, help="print a block's text")
    parser.add_argument("--write", action="store_true", help="replace the committed digests")
    options = parser.parse_args(arguments)
    if options.dump:
        return _dump(options.dump, options.kind)
    blocks = _chosen(options.blocks)
    return (_write if options.write else _compare)(blocks, options.kind)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
