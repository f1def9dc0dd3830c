"""What contact hygiene and enrichment can say is documented."""

import re
from pathlib import Path

import pytest

from leadpact.identity.enrichment.values import PassedOverReason, WhyNot
from leadpact.pact.sections.identity.enrichment import Derivation, Overwrite
from leadpact.terms.hygiene import FaultCode
from vacuous import some

DOCS = Path(__file__).parents[2] / "docs"
ENRICHMENT = (DOCS / "explanation" / "enrichment.md").read_text(encoding="utf-8")
HYGIENE = (DOCS / "reference" / "hygiene-contact.md").read_text(encoding="utf-8")
CONTACT = [c for c in FaultCode if re.match(r"EMAIL|PHONE|DOMAIN|WEBSITE", c)]


@pytest.mark.parametrize("code", [*PassedOverReason, *WhyNot])
def test_every_code_of_enrichment_is_documented(code):
    assert f"`{code}`" in ENRICHMENT


@pytest.mark.parametrize("code", [*Derivation, *Overwrite])
def test_every_word_of_a_pact_on_enrichment_is_documented(code):
    assert f"`{code.lower()}`" in ENRICHMENT


@pytest.mark.parametrize("code", CONTACT)
def test_every_fault_of_a_contact_field_is_documented(code):
    assert f"| `{code}` |" in HYGIENE


def test_the_example_of_the_page_on_enrichment_runs_and_says_what_it_gives():
    code = re.search(r"```python\n(.*?)```", ENRICHMENT, re.DOTALL).group(1)
    names = {}
    exec(code, names)
    for line in some(re.findall(r"^(lead\..*?)\s+# (.*)$", code, re.MULTILINE)):
        assert repr(eval(line[0], names)) == line[1]
