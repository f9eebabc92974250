"""The published tables say what was measured, and nothing else in the document moves."""

from pathlib import Path

import pytest

from bench import tables

RESULT = {
    "name": "text",
    "scale": 20_000,
    "figures": {"fold": 340_000},
    "peers": {"unicodedata_strip": 178_004},
    "ratios": {},
}


def test_only_the_tables_with_results_are_renewed() -> None:
    text = (
        "# Words\n<!-- table text -->\nformer\n<!-- end -->\nbetween\n<!-- table corpus -->\nkept\n<!-- end -->\nlast\n"
    )
    renewed = tables.rewrite(text, {"text": RESULT})
    assert "former" not in renewed
    assert "| `fold` | 340,000 |" in renewed
    assert "| `peer: unicodedata_strip` | 178,004 |" in renewed
    assert renewed.startswith("# Words\n")
    assert renewed.endswith("between\n<!-- table corpus -->\nkept\n<!-- end -->\nlast\n")
    assert tables.rewrite(renewed, {"text": RESULT}) == renewed


def test_asked_for_help_or_given_no_result_it_says_what_to_give_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as asked:
        tables.main(["--help"])
    assert asked.value.code == 0
    assert "RESULT.json" in capsys.readouterr().out
    (tmp_path / "other.json").write_text("[]")
    for wrong in ("nowhere.json", "other.json"):
        with pytest.raises(SystemExit) as refused:
            tables.main([str(tmp_path / wrong)])
        assert refused.value.code == 2
        assert wrong in capsys.readouterr().err


def test_a_table_that_nobody_makes_is_an_error() -> None:
    with pytest.raises(KeyError):
        tables.rewrite("<!-- table speeed -->\n\n<!-- end -->", {})


def test_every_table_of_the_document_is_one_that_is_made() -> None:
    text = tables.DOCUMENT.read_text(encoding="utf-8")
    assert all(f"<!-- table {name} -->\n" in text for name in tables.TABLES)
    assert tables.rewrite(text, {}) == text


def test_a_missed_goal_is_said_aloud() -> None:
    table = tables.markdown(
        tables.GOALS, [tables.goal("speed", 12, 11.9, least=True), tables.goal("memory", 1500, 1500)]
    )
    assert "| speed | ≥ 12 | 11.9 | **no** |" in table
    assert "| memory | ≤ 1500 | 1,500 | yes |" in table


def test_results_of_all_are_separated_and_failed_ones_left_out() -> None:
    whole = {
        "name": "all",
        "scale": 5,
        "figures": {"text": {"fold": 1}, "pages": {"failed": "no server"}},
        "peers": {"text": {}},
        "ratios": {"text": {}},
    }
    assert tables.separated(whole) == {
        "text": {"name": "text", "scale": 5, "figures": {"fold": 1}, "peers": {}, "ratios": {}}
    }
