"""Texts that fields of a lead can hold at worst, and strategies that make more of them."""

from hypothesis import strategies as st

HOSTILE = [
    "",
    " ",
    "\x00",
    "\ud800",
    "jo\ud800@acme.com",
    "\u202ejo@acme.com\u202c",
    "\u200b\u200c\u200d\ufeff",
    "jo@\u200bacme.com",
    "مرحبا@مثال.إختبار",
    "😀@😀.com",
    "a" * 1_000_000,
    "@" * 1_000_000,
    "." * 1_000_000,
    "-" * 1_000_000,
    " " * 1_000_000,
    "1" * 1_000_000,
    "\u0301" * 1_000_000,
    "a@" * 500_000,
    "a." * 500_000 + "com",
    "٠" * 300,
    "a" * 999,
    "1" * 250,
    "a@b.c " * 160,
    "http://" * 200,
    "jo@xn--" + "a" * 60 + ".com",
    "jo@" + "ß" * 240 + ".com",
    '"' * 999,
    "\\" * 999,
    "(" * 999,
    "<" * 999,
    "[" * 999,
    "jo@[" + ":" * 500 + "]",
]

TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="aZ09@.+-_'\"<>[]()/:;, \\\u200bé１＠。ßµ", max_size=40),
    st.sampled_from(HOSTILE),
)
HOSTS = st.from_regex(r"[a-z0-9éß](-?[A-Za-zéß0-9]){0,8}(\.[a-z0-9]{1,6}){1,3}\.?", fullmatch=True)
LOCALS = st.from_regex(r"'?[a-zA-Z0-9é.+_'\-]{1,12}", fullmatch=True)
ADDRESSES = st.builds("{}@{}".format, LOCALS, HOSTS)
