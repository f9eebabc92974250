"""What the benchmarks ask and how they judge."""

import json
from collections import Counter
from pathlib import Path

import pymarc
import pytest

import bench
from bench import bare, corpus, grouping, pages, questions


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("corpus")
    corpus.make(directory, records=400, processes=1)
    return directory


def test_the_questions_are_the_same_every_time_and_of_every_kind(made: Path) -> None:
    asked = questions.questions(made)
    assert asked == questions.questions(made)
    assert Counter(question.kind for question in asked) == questions.MIX
    assert {question.field for question in asked} == {"any", "title", "author", "subject", "isbn"}


def test_a_question_is_written_for_the_search_box_and_for_z3950() -> None:
    ask = questions.Question
    assert ask("phrase", ("sông", "nước"), "title").box() == 'title:("sông nước")'
    assert ask("phrase", ("sông", "nước"), "title").pqf() == '@attr 1=title @attr 4=1 "sông nước"'
    assert ask("prefix", ("sông", "nư")).box() == "sông nư*"
    assert ask("field", ("nguyễn", "du"), "author").box() == "author:(nguyễn du)"
    assert ask("and", ("a", "b", "c")).pqf().count("@and") == 2
    assert '@attr 1=library @attr 4=2 "L03"' in ask("filter", ("a",), library="L03").pqf()


def told(directory: Path, rows: list[str]) -> Path:
    path = directory / "truth.tsv"
    path.write_text(corpus.TRUTH_HEADER + "".join(f"{row}\n" for row in rows))
    return path


def test_pairs_are_counted_against_the_truth_and_every_wrong_one_has_its_reason(tmp_path: Path) -> None:
    truth = told(
        tmp_path,
        [
            "L01\t1\t10\t10\tplain\t",
            "L02\t1\t10\t10\tplain\tslip",
            "L03\t1\t10\t10\tplain\tnfd",
            "L01\t2\t20\t20\tvolume\t",
            "L02\t2\t21\t20\tvolume\t",
            "L03\t2\t30\t30\tplain\t",
        ],
    )
    titles = tmp_path / "titles.jsonl"
    groups = [[("L01", "1"), ("L03", "1")], [("L02", "1")], [("L01", "2"), ("L02", "2")], [("L03", "2")]]
    titles.write_text(
        "".join(
            json.dumps(
                {
                    "title": number,
                    "records": [{"library": one, "control_number": two} for one, two in group],
                    "reasons": [],
                }
            )
            + "\n"
            for number, group in enumerate(groups, 1)
        )
    )
    compared = grouping.compare(titles, truth)
    assert compared["pairs_found"] == 2
    assert compared["pairs_real"] == 3
    assert compared["precision"] == 0.5
    assert compared["recall"] == round(1 / 3, 5)
    assert compared["false_pairs"] == {"volume": 1}
    assert compared["missed_pairs"] == {"slip": 2, "nfd": 1}


def test_a_changed_record_is_a_whole_record_with_the_new_word_first(made: Path) -> None:
    raw = (made / "L06.mrc").read_bytes().split(b"\x1d", 1)[0] + b"\x1d"
    [record] = list(pymarc.MARCReader(pages.changed_record(raw, "bench1", "zqword")))
    assert record is not None
    [before] = list(pymarc.MARCReader(raw))
    assert before is not None
    assert record["001"].data == "bench1"
    assert record["245"]["a"] == f"zqword {before['245']['a']}"
    assert [field.tag for field in record.fields] == [field.tag for field in before.fields]
    assert record["852"]["p"] == before["852"]["p"]


def test_renumbered_records_are_new_to_every_library(made: Path) -> None:
    raw = b"".join(path.read_bytes() for path in bare.files_of(made))
    numbers = []
    for record in pymarc.MARCReader(b"".join(pages.renumbered(raw))):
        assert record is not None
        numbers.append(record["001"].data)
    assert len(set(numbers)) == len(numbers) == 400
    assert min(numbers) >= "90000000"


def test_an_unknown_benchmark_is_refused_with_the_names_of_those_there_are() -> None:
    from lienthu.common.errors import DomainError

    with pytest.raises(DomainError, match="corpus, import, search, readers, pages, desk, offline, matching, text"):
        bench.run("speed")
