"""The made-up ledger is the same every time, and its questions are asked alike of every peer."""

from collections import Counter

from bench import ledger, ledger_fill


def test_the_events_come_from_the_seed_and_all_of_them_are_made() -> None:
    first = [(columns["kind"], columns["host"], columns["at"]) for columns in ledger_fill.years(400)]
    assert first == [(columns["kind"], columns["host"], columns["at"]) for columns in ledger_fill.years(400)]
    assert sum(len(kinds) for kinds, _hosts, _at in first) == 400


def test_facts_are_such_as_a_ledger_has() -> None:
    for columns in ledger_fill.years(2_000):
        assert all(day == moment.date() for day, moment in zip(columns["booked_on"], columns["at"], strict=True))
        assert {1 <= host <= ledger_fill.HOSTS for host in columns["host"]} == {True}
        assert max(columns["site"]) <= ledger_fill.SITES
        assert min(columns["quantity"]) == 1
        children = Counter(
            kind for kind, band in zip(columns["kind"], columns["age_band"], strict=True) if band == "child"
        )
        assert set(children) <= set(ledger_fill.OF_READERS)


def test_a_question_in_plain_sql_says_all_that_is_asked() -> None:
    question = ledger.Question(("visit",), ledger.YEAR, ledger.END, ("site",), {"hosts": (3, 4)})
    assert ledger._statement(question, "events", {}) == (
        "SELECT site, SUM(quantity) FROM events WHERE kind IN ('visit') AND booked_on >= '2025-01-01' "
        "AND booked_on < '2026-01-01' AND host IN (3, 4) GROUP BY 1"
    )
