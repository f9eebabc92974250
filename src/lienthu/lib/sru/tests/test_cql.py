"""CQL that means exactly what was asked, whatever was typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.lib.foreign import Both, Clause, TargetTrouble, all_of
from lienthu.lib.sru import cql

INDEXES = {"title": "dc.title", "any": "cql.serverChoice", "author": "bib.author all", "isbn": "bath.isbn =="}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("kiều", "kiều"),
        ("Truyện Kiều", '"Truyện Kiều"'),
        ('nói "không"', r'"nói \"không\""'),
        ("kiề*", r'"kiề\*"'),
        ("a?b^c", r'"a\?b\^c"'),
        ("C:\\x", r'"C:\\x"'),
        ("AND", '"AND"'),
        ("sortby", '"sortby"'),
        ("a=b", '"a=b"'),
        ("(x)", '"(x)"'),
        ("", '""'),
    ],
)
def test_a_term_is_quoted_where_it_must_be(text: str, written: str) -> None:
    assert cql.term(text) == written


@given(st.text(max_size=60))
def test_every_term_comes_back_as_it_was(text: str) -> None:
    written = cql.term(text)
    inside = written[1:-1] if written.startswith('"') else written
    assert re.sub(r"\\(.)", r"\1", inside) == " ".join(text.split())
    assert not re.search(r'(?<!\\)(?:\\\\)*["*?^]', inside)


def test_operators_are_bracketed_as_they_were_asked() -> None:
    a, b, c = Clause("title", "a"), Clause("author", "b c"), Clause("isbn", "1")
    assert cql.write(a, INDEXES) == "dc.title=a"
    assert cql.write(all_of([a, b, c]), INDEXES) == 'dc.title=a and bib.author all "b c" and bath.isbn==1'
    mixed = Both("or", Both("and", a, b), Both("not", a, c))
    assert cql.write(mixed, INDEXES) == '(dc.title=a and bib.author all "b c") or (dc.title=a not bath.isbn==1)'


def test_an_index_that_the_target_lacks_is_trouble() -> None:
    for indexes in ({}, {"title": ""}, {"title": "no index!"}):
        with pytest.raises(TargetTrouble) as caught:
            cql.write(Clause("title", "x"), indexes)
        assert caught.value.code == "index"
