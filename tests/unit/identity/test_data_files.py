from importlib.resources import files

import disposable_email_domains
import pytest

from leadpact.identity.data_files import read_lines, read_table

LISTS = ["free_mail.txt", "placeholder_mail.txt", "shared_sites.txt"]
TABLES = {"mail_domain_typos.tsv": "domain", "role_accounts.tsv": "local_part"}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_sorted_and_free_of_duplicates(name):
    lines = read_lines(name)
    assert list(lines) == sorted(set(lines))
    assert all(line == line.strip().lower() for line in lines)


@pytest.mark.parametrize(("name", "key"), TABLES.items())
def test_a_table_is_sorted_by_its_key_and_free_of_duplicates(name, key):
    keys = [row[key] for row in read_table(name)]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("name", [*LISTS, *TABLES])
def test_a_data_file_says_what_it_is_its_version_and_where_it_comes_from(name):
    text = (files("leadpact.identity") / "data" / name).read_text(encoding="utf-8")
    header = [line for line in text.split("\n") if line.startswith("# ")]
    assert text.endswith("\n")
    assert text.startswith(header[0])
    assert any(line.startswith("# Version 20") for line in header)
    assert any(line.startswith("# Provenance: ") for line in header)


def test_no_free_mail_domain_is_a_disposable_one():
    assert not disposable_email_domains.blocklist & set(read_lines("free_mail.txt"))
