from datetime import date
from urllib.parse import parse_qs, urlsplit

from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules.periods import Period
from lienthu.returns.queries.evidence import entries

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))


def asked(how: dict[str, object], place: Place, **facts: object) -> dict[str, list[str]]:
    return parse_qs(urlsplit(entries(Indicator(code="x", how=how), place, YEAR, **facts)).query)


def test_a_figure_leads_to_its_entries_in_the_words_of_its_recipe() -> None:
    how = {"ledger": ["visit"], "where": {"age_band": [""], "on_trip": [False]}}
    assert asked(how, Place(Sort.NETWORK, 7), site=1) == {
        "first": ["2025-01-01"],
        "last": ["2025-12-31"],
        "kind": ["visit"],
        "below": ["7"],
        "credit": ["host"],
        "age_band": ["none"],
        "on_trip": ["no"],
        "site": ["1"],
    }
    lent = {"ledger": ["check_out", "renewal"], "credit": "owner"}
    assert asked(lent, Place(Sort.LIBRARY, 7))["owner"] == ["7"]


def test_a_count_of_books_leads_to_the_copies_a_count_of_cards_nowhere() -> None:
    assert asked({"count": "copies"}, Place(Sort.NETWORK, 7)) == {"below": ["7"], "last": ["2025-12-31"]}
    assert asked({"count": "serial_titles"}, Place(Sort.LIBRARY, 7))["kind"] == ["serial"]
    assert (
        asked({"count": "copies"}, Place(Sort.SITE, 7)) == asked({"count": "valid_cards"}, Place(Sort.LIBRARY, 7)) == {}
    )


def test_what_is_counted_by_hand_has_no_entries() -> None:
    assert asked({"hand": True}, Place(Sort.LIBRARY, 7)) == {}
