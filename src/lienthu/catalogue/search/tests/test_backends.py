"""What every search engine of the house does: one class of tests, run on each."""

import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from lienthu.catalogue.search.backend import FACETS, IndexMissing, IndexOutdated, SearchBackend
from lienthu.catalogue.search.documents import TitleDocument, stamp
from lienthu.catalogue.search.memory_backend import MemoryBackend
from lienthu.catalogue.search.query import And, Filters, Not, Or, Phrase, Query, Word, Years, parse
from lienthu.catalogue.search.tantivy_backend import TantivyBackend
from lienthu.catalogue.search.tests.builders import AN_GIANG, CAN_THO, HUB, SHELF, title

MAKERS: dict[str, Callable[[Path], SearchBackend]] = {
    "tantivy": TantivyBackend,
    "tantivy, all broad": partial(TantivyBackend, broad=1),
    "memory": MemoryBackend,
}


@pytest.fixture(params=MAKERS)
def maker(request: pytest.FixtureRequest) -> Callable[[Path], SearchBackend]:
    return MAKERS[request.param]


@pytest.fixture
def empty(maker: Callable[[Path], SearchBackend], tmp_path: Path) -> Iterator[SearchBackend]:
    backend = maker(tmp_path / "index")
    backend.create()
    yield backend
    backend.close()


@pytest.fixture
def shelf(empty: SearchBackend) -> SearchBackend:
    empty.apply(SHELF, fresh=True)
    return empty


def found(backend: SearchBackend, text: str, **narrowing: object) -> set[int]:
    """The numbers of all titles found, in no order."""
    results = backend.search(parse(text), filters=Filters(**narrowing), limit=100)  # type: ignore[arg-type]
    assert results.total == len(results.ids)
    return set(results.ids)


def ranked(backend: SearchBackend, text: str) -> list[int]:
    return list(backend.search(parse(text)).ids)


class TestWhatIsFound:
    @pytest.mark.parametrize(
        "text",
        ["truyen kieu", "truyện kiều", "TRUYỆN KIỀU", unicodedata.normalize("NFD", "truyện kiều"), "kieu truyen"],
    )
    def test_words_are_found_with_and_without_marks(self, shelf: SearchBackend, text: str) -> None:
        assert found(shelf, text) == {1, 2, 3}

    @pytest.mark.parametrize("text", ["hoà bình", "hòa bình", "hoa binh", "HOÀ BÌNH"])
    def test_old_and_new_tone_placement_are_one(self, shelf: SearchBackend, text: str) -> None:
        assert found(shelf, text) == {8, 9}

    @pytest.mark.parametrize("text", ["kĩ thuật", "kỹ thuật", "ki thuat", "ky thuat"])
    def test_i_and_y_are_one(self, shelf: SearchBackend, text: str) -> None:
        assert found(shelf, text) == {7}

    @pytest.mark.parametrize("text", ["đất", "dat", "Ðất", "ĐẤT", "dất"])
    def test_d_with_and_without_its_stroke_are_one(self, shelf: SearchBackend, text: str) -> None:
        assert found(shelf, text) == {10}

    def test_all_words_are_needed_from_whatever_field(self, shelf: SearchBackend) -> None:
        assert found(shelf, "kiều nguyễn du") == {1, 2}
        assert found(shelf, "kiều 1958") == {3}
        assert found(shelf, "kiều tolstoy") == set()

    def test_fields_are_kept_apart(self, shelf: SearchBackend) -> None:
        assert found(shelf, "tg:anh") == {3}
        assert found(shelf, "title:anh") == set()
        assert found(shelf, "cd:thơ") == {1}
        assert found(shelf, 'nxb:"nông nghiệp"') == {7}
        assert found(shelf, "series:nam") == {4}
        assert found(shelf, "tác giả: nguyễn du nhan đề: kiều") == {1, 2}

    def test_a_phrase_stands_side_by_side_in_one_value(self, shelf: SearchBackend) -> None:
        assert found(shelf, '"kiều và các"') == {3}
        assert found(shelf, '"kiều các"') == set()
        assert found(shelf, '"nam thơ"') == set()  # the end of one subject and the beginning of the next
        assert found(shelf, '"kiều nguyễn"') == set()  # the end of the title and the beginning of the author
        assert found(shelf, '"war and peace"') == {8}

    def test_words_left_out_alternatives_and_beginnings(self, shelf: SearchBackend) -> None:
        assert found(shelf, "kiều -verse") == {1, 3}
        assert found(shelf, "-kiều") == set(range(4, 11))
        assert found(shelf, "verse OR lúa") == {2, 7}
        assert found(shelf, "phuo*") == {10}
        assert found(shelf, "(má | mạ) -non") == {4, 5}

    def test_a_beginning_may_be_the_whole_of_a_word_spelt_with_i_or_y(self, shelf: SearchBackend) -> None:
        shelf.apply([title(20, "Mỹ thuật"), title(21, "Mystery train"), title(22, "Minh")])
        assert found(shelf, "my*") == {20, 21, 22}

    def test_years_are_found_by_range(self, shelf: SearchBackend) -> None:
        assert found(shelf, "2001..2002") == {4, 5, 6}
        assert found(shelf, "..1975") == {3}
        assert found(shelf, "kiều 1995..") == {1, 2}
        assert found(shelf, "năm:1976") == {8, 9}

    @pytest.mark.parametrize("text", ["9786041234567", "978-604-1-23456-7", "isbn:6041234567", "604-123456-7 kiều"])
    def test_an_isbn_is_found_in_any_form(self, shelf: SearchBackend, text: str) -> None:
        assert found(shelf, text) == {1}

    def test_other_numbers_are_found(self, shelf: SearchBackend) -> None:
        assert found(shelf, "issn:0866-7365") == {9}
        assert found(shelf, "0866-7365") == {9}
        assert found(shelf, "2001012345") == {10}

    def test_a_class_is_found_with_those_below_it(self, shelf: SearchBackend) -> None:
        assert found(shelf, "ddc:895") == found(shelf, "ddc:895.9221") == {1}
        assert found(shelf, "ddc:896") == set()

    def test_nothing_typed_finds_all_and_signs_find_none(self, shelf: SearchBackend) -> None:
        assert found(shelf, "") == set(range(1, 11))
        assert found(shelf, "?!") == set()

    def test_a_protocols_tree_needs_no_text(self, shelf: SearchBackend) -> None:
        tree = And((Or((Word("kiều", "title"), Phrase("đất rừng"))), Not(Word("verse")), Years(1990, None)))
        assert set(shelf.search(Query(tree)).ids) == {1}


class TestNarrowing:
    def test_values_of_a_facet_widen_and_facets_narrow(self, shelf: SearchBackend) -> None:
        assert found(shelf, "", libraries=(CAN_THO,)) == {1, 3}
        assert found(shelf, "", libraries=(CAN_THO, AN_GIANG)) == {1, 2, 3, 4, 5}
        assert found(shelf, "", libraries=(CAN_THO, AN_GIANG), year_from=2000, year_to=2010) == {4, 5}
        assert found(shelf, "", languages=("eng",)) == {2}
        assert found(shelf, "", kinds=("video",)) == found(shelf, "", carriers=("video",)) == {5}
        assert found(shelf, "", subjects=("Thơ",)) == {1}
        assert found(shelf, "", available=True) == {1, 5, 10}
        assert found(shelf, "", libraries=(99,)) == set()

    def test_facets_count_what_is_found(self, shelf: SearchBackend) -> None:
        counts = shelf.search(parse("kiều"), facets=FACETS).facets
        assert counts["library"] == [(HUB, 3), (CAN_THO, 2), (AN_GIANG, 1)]
        assert counts["year"] == [(2019, 1), (1995, 1), (1958, 1)]
        assert counts["decade"] == [(2010, 1), (1990, 1), (1950, 1)]
        assert counts["language"] == [("vie", 3), ("eng", 1)]
        assert counts["subject"] == [("Thơ", 1), ("Văn học – Việt Nam", 1)]
        assert counts["kind"] == [("book", 3)]
        assert counts["carrier"] == [("print", 3)]
        assert counts["available"] == [(0, 2), (1, 1)]

    def test_counts_of_the_whole_catalogue_follow_each_commit(self, shelf: SearchBackend) -> None:
        assert shelf.search(parse(""), facets=("kind",)).facets == {"kind": [("book", 9), ("video", 1)]}
        assert shelf.search(parse(""), facets=("kind",)).facets == {"kind": [("book", 9), ("video", 1)]}
        assert set(shelf.search(parse(""), facets=("carrier", "kind")).facets) == {"carrier", "kind"}
        shelf.apply([], deleted_ids=[5])
        assert shelf.search(parse(""), facets=("kind",)).facets == {"kind": [("book", 9)]}

    def test_a_title_with_many_holders_counts_once_in_each_and_in_what_is_above(self, empty: SearchBackend) -> None:
        empty.apply([title(1, "x", libraries=(HUB, CAN_THO, AN_GIANG)), title(2, "x", libraries=(HUB, CAN_THO))])
        asked = {"query": parse("x"), "facets": ("library", "kind")}
        assert empty.search(**asked).facets["library"] == [(HUB, 2), (CAN_THO, 2), (AN_GIANG, 1)]  # type: ignore[arg-type]
        empty.apply([title(3, "x", libraries=(AN_GIANG,)), title(4, "x")])
        assert empty.search(**asked).facets["library"] == [(HUB, 2), (CAN_THO, 2), (AN_GIANG, 2)]  # type: ignore[arg-type]

    def test_who_changes_the_counts_given_does_not_change_the_next(self, shelf: SearchBackend) -> None:
        shelf.search(parse(""), facets=("kind",)).facets["kind"].clear()
        assert shelf.search(parse(""), facets=("kind",)).facets == {"kind": [("book", 9), ("video", 1)]}

    def test_only_the_facets_asked_for_are_counted(self, shelf: SearchBackend) -> None:
        assert shelf.search(parse("kiều"), facets=("kind",)).facets == {"kind": [("book", 3)]}
        assert shelf.search(parse("kiều")).facets == {}

    def test_facets_of_nothing_are_empty(self, shelf: SearchBackend) -> None:
        assert set(map(len, shelf.search(parse("xyz"), facets=FACETS).facets.values())) == {0}

    def test_the_commonest_subjects_are_shown(self, empty: SearchBackend) -> None:
        empty.apply([title(n, "x", subjects=tuple(f"S{k:02d}" for k in range(n))) for n in range(1, 31)])
        shown = empty.search(parse("x"), facets=("subject",)).facets["subject"]
        assert shown == [(f"S{k:02d}", 30 - k) for k in range(20)]


class TestOrder:
    def test_the_title_itself_stands_first(self, shelf: SearchBackend) -> None:
        assert ranked(shelf, "truyện kiều")[0] == 1
        assert set(ranked(shelf, "truyen kieu")[:2]) == {1, 2}

    def test_exact_marks_stand_first_when_given(self, shelf: SearchBackend) -> None:
        assert ranked(shelf, "má")[0] == 4
        assert ranked(shelf, "mạ")[0] == 6
        assert set(ranked(shelf, "má")) == {4, 5, 6}
        assert ranked(shelf, "truyện kiều")[-1] == 2

    def test_a_whole_title_with_other_marks_does_not_come_before_exact_marks(self, shelf: SearchBackend) -> None:
        shelf.apply([title(30, "Mả"), title(31, "Người má ấy và những đứa con trên bến sông quê")])
        assert set(ranked(shelf, "má")[:2]) == {4, 31}

    def test_words_side_by_side_in_the_title_come_before_words_apart(self, empty: SearchBackend) -> None:
        empty.apply([title(1, "Học về văn của trẻ nhỏ"), title(2, "Dạy văn học cho trẻ nhỏ")])
        assert ranked(empty, "văn học") == [2, 1]

    def test_the_title_counts_more_than_a_subject(self, empty: SearchBackend) -> None:
        empty.apply([title(1, "Một cuốn sách", subjects=("Lúa",)), title(2, "Cây lúa nước", subjects=("Cây",))])
        assert ranked(empty, "lúa") == [2, 1]

    def test_newest_first(self, shelf: SearchBackend) -> None:
        results = shelf.search(parse(""), sort="newest")
        assert results.ids == (2, 7, 6, 5, 4, 1, 9, 8, 3, 10)

    def test_titles_stand_in_vietnamese_order(self, empty: SearchBackend) -> None:
        headings = ["Ăn", "An", "Ấn", "Ân", "Đa", "Da", "Hoà an", "Hoa hồng", "Hoa lan", "Tập 10", "Tập 2"]
        empty.apply([title(n, heading) for n, heading in enumerate(headings)])
        ids = empty.search(parse(""), sort="title").ids
        assert [headings[number] for number in ids] == [
            "An", "Ăn", "Ân", "Ấn", "Da", "Đa", "Hoa hồng", "Hoa lan", "Hoà an", "Tập 2", "Tập 10"
        ]  # fmt: skip

    @pytest.mark.parametrize("sort", ["relevance", "newest", "title"])
    @pytest.mark.parametrize("text", ["", "truyện kiều", "kieu"])
    def test_pages_join_to_the_whole(self, shelf: SearchBackend, sort: str, text: str) -> None:
        whole = shelf.search(parse(text), sort=sort, limit=100).ids  # type: ignore[arg-type]
        pages = [shelf.search(parse(text), sort=sort, offset=n, limit=2) for n in range(0, 12, 2)]  # type: ignore[arg-type]
        assert tuple(number for page in pages for number in page.ids) == whole
        assert {page.total for page in pages} == {len(whole)}

    def test_a_limit_of_none_still_counts(self, shelf: SearchBackend) -> None:
        results = shelf.search(parse("truyện kiều"), limit=0)
        assert (results.total, results.ids) == (3, ())


class TestSpelling:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("truyen kieeu", "truyện kiều"),
            ("truyeenj kieeuf", "truyện kiều"),
            ("truye65n kie62u", "truyện kiều"),
            ("truyenkieu", "truyện kiều"),
            ("truyne kieu", "truyện kiều"),
            ("dat runng phuong nam", "đất rừng phương nam"),
            ("tg:tolstay", "tg:tolstoy"),
        ],
    )
    def test_a_slip_is_answered_by_what_was_meant(self, shelf: SearchBackend, typed: str, meant: str) -> None:
        results = shelf.search(parse(typed))
        assert (results.total, results.did_you_mean) == (0, meant)

    def test_what_is_proposed_finds_something(self, shelf: SearchBackend) -> None:
        meant = shelf.search(parse("chien tranh hoaf binhf tolstoi")).did_you_mean
        assert meant is not None
        assert found(shelf, meant) == {8, 9}

    def test_a_slip_that_is_a_word_is_seen_too(self, shelf: SearchBackend) -> None:
        assert found(shelf, "ma")
        assert shelf.search(parse("chien tranh ma hoa binh")).did_you_mean == "chiến tranh và hòa bình"

    def test_nothing_is_proposed_where_nothing_is_near(self, shelf: SearchBackend) -> None:
        assert shelf.search(parse("zzzzzzzzzz qqqqqqqq")).did_you_mean is None
        assert shelf.search(parse("?!")).did_you_mean is None

    def test_nothing_is_proposed_for_what_is_found_or_only_filtered_away(self, shelf: SearchBackend) -> None:
        assert shelf.search(parse("kieu")).did_you_mean is None
        assert shelf.search(parse("kieu"), filters=Filters(kinds=("map",))).did_you_mean is None


class TestSuggestions:
    def test_titles_come_as_the_reader_types(self, shelf: SearchBackend) -> None:
        assert {each.id for each in shelf.suggest("truyen ki")} == {1, 2, 3}
        assert [each.title for each in shelf.suggest("đất r")] == ["Đất rừng phương Nam"]

    def test_titles_that_begin_so_come_first(self, shelf: SearchBackend) -> None:
        assert [each.id for each in shelf.suggest("truyen ki")][-1] == 3

    def test_one_wording_comes_once_and_no_more_than_asked(self, shelf: SearchBackend) -> None:
        shelf.apply([title(40 + n, "Đất rừng phương Nam") for n in range(5)])
        assert len(shelf.suggest("dat rung")) == 1
        assert len(shelf.suggest("ki", limit=2)) <= 2

    @pytest.mark.parametrize("text", ["", " ", "?", "xyzzy", '"', "-", "(", "isbn:9786041234567", "kiều OR"])
    def test_whatever_is_typed_is_answered(self, shelf: SearchBackend, text: str) -> None:
        assert isinstance(shelf.suggest(text), list)


class TestKeeping:
    def test_a_document_replaces_the_one_with_its_number(self, shelf: SearchBackend) -> None:
        shelf.apply([title(1, "Kim Vân Kiều")])
        assert shelf.count() == 10
        assert found(shelf, "truyện") == {2, 3}
        assert found(shelf, "vân") == {1}

    def test_the_last_of_two_with_one_number_stays(self, shelf: SearchBackend) -> None:
        shelf.apply([title(1, "Một"), title(1, "Hai")])
        assert shelf.count() == 10
        assert found(shelf, "hai") == {1}
        assert found(shelf, "một") == set()

    def test_deleted_titles_are_gone_and_unknown_numbers_do_no_harm(self, shelf: SearchBackend) -> None:
        shelf.apply([], deleted_ids=[1, 999])
        assert sorted(shelf.ids()) == list(range(2, 11))
        assert found(shelf, "truyện kiều") == {2, 3}

    def test_a_heading_that_only_deleted_titles_had_is_no_title_any_more(self, shelf: SearchBackend) -> None:
        shelf.apply([], [1])
        results = shelf.search(parse("truyện kiều"))
        assert (results.total, set(results.ids)) == (2, {2, 3})

    def test_stamps_tell_whether_index_and_documents_agree(self, shelf: SearchBackend) -> None:
        assert sorted(shelf.stamps()) == sorted((each.id, stamp(each)) for each in SHELF)
        changed = SHELF[0]._replace(available=False)
        assert stamp(changed) != stamp(SHELF[0])
        shelf.apply([changed])
        assert dict(shelf.stamps())[1] == stamp(changed)

    def test_a_bulk_writer_shows_what_it_has_at_each_commit(self, empty: SearchBackend) -> None:
        with empty.bulk() as writer:
            writer.add(SHELF[:4], fresh=True)
            assert empty.count() == 0
            writer.commit()
            assert empty.count() == 4
            writer.add(SHELF[3:])
            writer.add([], deleted_ids=[1])
        assert sorted(empty.ids()) == list(range(2, 11))

    def test_an_error_in_a_bulk_leaves_what_was_committed(self, empty: SearchBackend) -> None:
        def broken() -> None:
            with empty.bulk() as writer:
                writer.add(SHELF[:4])
                writer.commit()
                writer.add(SHELF[4:])
                raise KeyError("gone")

        with pytest.raises(KeyError):
            broken()
        assert sorted(empty.ids()) == [1, 2, 3, 4]
        empty.apply(SHELF)
        assert empty.count() == len(SHELF)

    def test_another_process_sees_the_commit(self, maker: Callable[[Path], SearchBackend], tmp_path: Path) -> None:
        one, other = maker(tmp_path / "index"), maker(tmp_path / "index")
        one.create()
        assert other.count() == 0
        one.apply(SHELF)
        assert other.count() == len(SHELF)
        other.apply([], deleted_ids=[1])
        assert one.count() == len(SHELF) - 1

    def test_a_rebuild_takes_the_place_of_the_index_for_all_readers(
        self, maker: Callable[[Path], SearchBackend], tmp_path: Path
    ) -> None:
        one, other = maker(tmp_path / "index"), maker(tmp_path / "index")
        one.create()
        one.apply(SHELF)
        assert other.count() == len(SHELF)
        assert one.rebuild(iter([SHELF[:2], SHELF[2:5]])) == 5
        assert sorted(other.ids()) == sorted(one.ids()) == [1, 2, 3, 4, 5]
        assert len(list((tmp_path / "index").glob("g-*"))) == 1

    def test_a_rebuild_that_fails_leaves_the_index_as_it_was(self, shelf: SearchBackend, tmp_path: Path) -> None:
        def batches() -> Iterator[list[TitleDocument]]:
            yield list(SHELF[:2])
            raise KeyError("database gone")

        with pytest.raises(KeyError):
            shelf.rebuild(batches())
        assert shelf.count() == len(SHELF)
        assert len(list((tmp_path / "index").glob("g-*"))) == 1

    def test_creating_again_changes_nothing(self, shelf: SearchBackend) -> None:
        shelf.create()
        assert shelf.count() == len(SHELF)

    def test_after_closing_the_index_opens_again(self, shelf: SearchBackend) -> None:
        shelf.close()
        assert shelf.count() == len(SHELF)

    def test_a_missing_index_says_what_to_do(self, maker: Callable[[Path], SearchBackend], tmp_path: Path) -> None:
        with pytest.raises(IndexMissing, match="lienthu reindex"):
            maker(tmp_path / "nowhere").search(parse("x"))
        with pytest.raises(IndexMissing, match="lienthu reindex"):
            maker(tmp_path / "nowhere").apply(SHELF)

    @pytest.mark.parametrize("damage", ["", "{", "[]", '{"schema": 1}'])
    def test_a_damaged_index_says_what_to_do(
        self, maker: Callable[[Path], SearchBackend], shelf: SearchBackend, tmp_path: Path, damage: str
    ) -> None:
        if damage == "[]" and maker is MemoryBackend:
            damage = "[1]"
        (tmp_path / "index" / "current" / "meta.json").write_text(damage)
        with pytest.raises(IndexMissing, match="lienthu reindex"):
            shelf.search(parse("x"))

    def test_an_index_of_an_older_house_says_what_to_do(
        self, maker: Callable[[Path], SearchBackend], shelf: SearchBackend, tmp_path: Path
    ) -> None:
        (tmp_path / "index" / "current" / "lienthu.json").write_text('{"schema": 0}')
        fresh = maker(tmp_path / "index")
        with pytest.raises(IndexOutdated, match="lienthu reindex"):
            fresh.search(parse("x"))
        with pytest.raises(IndexOutdated):
            fresh.apply(SHELF)
        fresh.rebuild([SHELF])
        assert fresh.count() == len(SHELF)
