"""The pact of the how-to on follow-up, put together, is a pact without a fault."""

import re
from pathlib import Path

from leadpact.pact.check import check_pact_text

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "agree-on-the-follow-up.md"


def test_the_sections_of_the_how_to_make_a_pact_without_errors() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 5
    found = check_pact_text("spec: 1\nname: How to\n" + "\n".join(blocks))
    assert [str(issue) for issue in found.issues] == []
