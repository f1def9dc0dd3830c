"""Company names: forms come off at the ends only, something always stays, bogus names are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.identity.hygiene import company_name
from leadpact.identity.hygiene.company_name import clean_company
from leadpact.identity.hygiene.legal_forms import known_form
from leadpact.terms.hygiene import FaultCode


@pytest.mark.parametrize(
    ("text", "core", "form"),
    [
        ("Siemens Aktiengesellschaft", "siemens", "AG"),
        ("SiemensAG", "siemens", "AG"),
        ("Volkswagen Bank G.m.b.H.", "volkswagen bank", "GmbH"),
        ("Müller & Söhne GmbH & Co. KG", "muller and sohne", "GmbH & Co. KG"),
        ("Verlagsgesellschaft mbH", "verlagsgesellschaft", "GmbH"),
        ("FABERLIC EUROPE Sp. z o.o.", "faberlic europe", "Sp. z o.o."),
        ("ACME, S. DE R.L. DE C.V.", "acme", "S de RL de CV"),
        ("Panadería S DE RL DE CV", "panaderia", "S de RL de CV"),
        ("Telecom Italia S. p. A.", "telecom italia", "SpA"),
        ("Novo Nordisk A/S", "novo nordisk", "AS"),
        ("LEGO ApS", "lego", "ApS"),
        ("Blinq Holdings Pty Ltd", "blinq holdings", "Pty Ltd"),
        ("Samsung Electronics Co., Ltd.", "samsung electronics", "Co Ltd"),
        ("JPMorgan Chase Bank, N.A.", "jpmorgan chase bank", "NA"),
        ("OAO Gazprom", "gazprom", "OAO"),
        ("Open Joint Stock Company Gazprom", "gazprom", "OJSC"),
        ('ООО "АЯС 2000"', "аяс 2000", "OOO"),
        ("JSC TACTICAL MISSILES CORP.", "tactical missiles", "Corp"),
        ("株式会社日立製作所", "日立製作所", "KK"),
        ("日立株式会社", "日立", "KK"),
        ("日立製作所株式会社", "日立製作所", "KK"),
        ("㈱日立", "日立", "KK"),
        ("华为技术有限公司", "华为技术", "CN Ltd"),
        ("삼성전자(주)", "삼성전자", "Jusikhoesa"),
        ('בנק בע"מ', "בנק", "IL Ltd"),
        ("Banque S.À R.L.", "banque", "SARL"),
        ("Nokian Kone Ky", "nokian kone", "Ky"),
        ("PT Astra International Tbk", "astra international", "PT Tbk"),
        ("Oy Karl Fazer Ab", "karl fazer", "AB"),
        ("SC Dacia SRL", "dacia", "SRL"),
        ("Silva Comércio Ltda - ME", "silva comercio", "Ltda"),
        ("Sonae SGPS, S.A.", "sonae", "SGPS"),
    ],
)
def test_a_legal_form_comes_off_at_either_end(text: str, core: str, form: str) -> None:
    clean = clean_company(text)
    assert (clean.core, clean.legal_form) == (core, form)


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("Co Operative Travel", "co operative travel"),
        ("Johnson Co Partners", "johnson co partners"),
        ("Company of Heroes", "company of heroes"),
        ("AO Smith", "ao smith"),
        ("A.T. Kearney", "at kearney"),
        ("VAT Group", "vat group"),
        ("SC Johnson & Son, Inc.", "sc johnson and son"),
        ("JP Morgan", "jp morgan"),
        ("Go Transit", "go transit"),
        ("SAS Institute Inc.", "sas institute"),
        ("Sia Partners", "sia partners"),
        ("Bell CA", "bell ca"),
        ("AG Insurance", "ag insurance"),
        ("what it is", "what it is"),
        ("City of Columbia, SC", "city of columbia sc"),
        ("Crestview KY", "crestview ky"),
        ("Universidade Estácio de Sá", "universidade estacio de sa"),
        ("University of Novi Sad", "university of novi sad"),
        ("Office of the CIO", "office of the cio"),
    ],
)
def test_letters_of_a_name_that_look_like_a_form_stay(text: str, core: str) -> None:
    assert clean_company(text).core == core


@pytest.mark.parametrize(
    "text", ["Limited", "AG", "The Company", "The", "GmbH & Co. KG", "Co.", "有限公司"]
)
def test_a_name_that_is_only_a_form_keeps_itself(text: str) -> None:
    assert clean_company(text).core != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A.B.C. Company", "ABC Co"),
        ("AT&T Inc.", "AT and T Inc"),
        ("H&M Hennes & Mauritz AB", "H and M Hennes and Mauritz"),
        ("AT&amp;T", "AT&T"),
        ("The Coca-Cola Company", "Coca Cola"),
        ("J. P. Morgan & Co.", "JP Morgan"),
        ("Société Générale S.A.", "SOCIETE GENERALE"),
        ("Levi’s", "Levis"),
        ("Ørsted A/S", "Orsted"),
        ("Straße AG", "Strasse"),
    ],
)
def test_writings_of_one_name_have_one_core(one: str, other: str) -> None:
    assert clean_company(one).core == clean_company(other).core


def test_value_is_as_given_but_for_blanks_quotes_and_invisible_characters() -> None:
    clean = clean_company("  “ACME \u200b Bakery,  Inc.” ")
    assert clean.value == "ACME Bakery, Inc."


@pytest.mark.parametrize(
    "words", ["dba", "DBA", "d/b/a", "d.b.a.", "doing business as", "t/a", "trading as"]
)
def test_what_it_trades_as_is_kept_separate(words: str) -> None:
    clean = clean_company(f"Smith Holdings LLC {words} Joe's Pizza")
    assert (clean.core, clean.trading_as) == ("smith holdings", "Joe's Pizza")


def test_its_former_name_is_kept_separate() -> None:
    clean = clean_company("Meta Platforms, Inc. (formerly Facebook)")
    assert (clean.core, clean.formerly) == ("meta platforms", "Facebook")


def test_other_scripts_stay_next_to_their_latin_letters() -> None:
    clean = clean_company("Акционерное общество “Муромский завод”")
    assert (clean.core, clean.latin) == ("муромский завод", "muromskiy zavod")
    assert clean_company("ΔΕΗ Α.Ε.").latin == "dei"


def test_acronyms_are_of_the_words_and_of_the_form_that_names_use() -> None:
    assert clean_company("International Business Machines Corporation").acronyms[0] == "ibm"
    assert "tsmc" in clean_company("Taiwan Semiconductor Manufacturing Co., Ltd.").acronyms
    assert clean_company("Siemens AG").acronyms == ()


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("test", "TEST"),
        ("Test Company 123", "TEST"),
        ("N/A", "PLACEHOLDER"),
        ("n.a.", "PLACEHOLDER"),
        ("none", "PLACEHOLDER"),
        ("Self-Employed", "NOT_A_COMPANY"),
        ("aaaa", "REPEATED"),
        ("x", "REPEATED"),
        ("qwertyuiop", "KEYBOARD"),
        ("asdfasdf", "KEYBOARD"),
        ("-", "NO_LETTERS"),
        ("0123456", "NO_LETTERS"),
    ],
)
def test_bogus_companies_are_faults(text: str, detail: str) -> None:
    faults = clean_company(text).faults
    assert [(f.code, f.detail) for f in faults] == [(FaultCode.COMPANY_BOGUS, detail)]


@pytest.mark.parametrize(
    "text",
    [
        "3M",
        "7-Eleven",
        "1-800-Flowers",
        "Testo SE",
        "Test Valley Council",
        "HSBC",
        "Krzysztof Sp. j.",
    ],
)
def test_real_companies_have_no_fault(text: str) -> None:
    assert clean_company(text).faults == ()


def test_a_company_named_as_the_person_is_a_fault() -> None:
    faults = clean_company("JANE ROE", person="Jane  Roe").faults
    assert [f.detail for f in faults] == ["IS_PERSON_NAME"]


@pytest.mark.parametrize("text", [None, "", "  ", "\u200b\x00", "\ud800", '""'])
def test_nothing_visible_is_a_missing_company(text: str | None) -> None:
    clean = clean_company(text)
    assert clean.value is None
    assert [f.code for f in clean.faults] == [FaultCode.COMPANY_MISSING]


_HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(list("aA .,&/'\"()-+\u200b\u202e\x00\ud800株会社有限公司ООObvgmh")),
    ),
    max_size=60,
)


@given(_HOSTILE)
def test_cleaning_the_value_again_changes_nothing(text: str) -> None:
    once = clean_company(text)
    assert clean_company(once.value).value == once.value
    assert (once.value is None) == any(f.code is FaultCode.COMPANY_MISSING for f in once.faults)


@given(
    st.lists(
        st.sampled_from(
            [
                "Foo",
                "The",
                "&",
                "AG",
                "GmbH",
                "Co.",
                "Ltd",
                "S.A.",
                "and",
                "Group",
                "dba",
                "SC",
                "SRL",
                "KG",
            ]
        ),
        min_size=1,
    )
)
def test_something_of_a_name_always_stays(words: list[str]) -> None:
    assert clean_company(" ".join(words)).core != ""


def test_what_goes_beyond_the_longest_name_is_never_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[int] = []
    real = company_name.atoms_of
    monkeypatch.setattr(company_name, "atoms_of", lambda text: seen.append(len(text)) or real(text))
    clean = clean_company("a b. " * 200_000)
    assert max(seen) <= company_name.LONGEST_COMPANY_NAME
    assert len(clean.value or "") <= company_name.LONGEST_COMPANY_NAME
    assert "TOO_LONG" in [f.detail for f in clean.faults]


def test_one_form_is_known_whatever_its_dots_and_case() -> None:
    assert known_form("G.M.B.H.") == known_form("gmbh")
    assert known_form("Acme") is None
