"""Every refusal can be shown to the person who is refused."""

from leadpact.terms.refusals import MEANINGS, RefusalCode


def test_every_refusal_has_a_meaning_of_its_own() -> None:
    assert list(MEANINGS) == list(RefusalCode)
    assert len(set(MEANINGS.values())) == len(MEANINGS)


def test_a_meaning_is_one_sentence() -> None:
    for text in MEANINGS.values():
        assert text[0].isupper()
        assert text.endswith(".")
        assert "  " not in text
