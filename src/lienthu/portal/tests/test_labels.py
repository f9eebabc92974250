"""Codes of records in other vocabularies."""

from lienthu.catalogue.words import LANGUAGE_NAMES
from lienthu.portal import citations, linked_data
from lienthu.portal.labels import LANGUAGE_TAGS
from lienthu.portal.templatetags.portal_tags import lang_of
from lienthu.portal.tests.builders import shown


def test_every_language_with_a_name_has_a_tag_of_the_web() -> None:
    assert set(LANGUAGE_NAMES) - set(LANGUAGE_TAGS) == {"mul", "und"}
    assert [code for code, tag in LANGUAGE_TAGS.items() if len(tag) != 2] == ["cjm"]  # Cham has no shorter code


def test_page_citations_and_linked_data_name_a_language_alike() -> None:
    title = shown(languages=("kor", "cze"))
    assert lang_of(title) == ' lang="ko"'
    assert "LA  - ko\r\nLA  - cs\r\n" in citations.ris(title, "https://example.vn/t/7")
    assert "language = {ko, cs}" in citations.bibtex(title, "https://example.vn/t/7")
    assert linked_data.describe(title, "https://example.vn/t/7", [])["inLanguage"] == ["ko", "cs"]


def test_an_unknown_language_keeps_its_code_and_claims_no_tag() -> None:
    title = shown(languages=("nah",))
    assert lang_of(title) == ""
    assert linked_data.describe(title, "https://example.vn/t/7", [])["inLanguage"] == ["nah"]
