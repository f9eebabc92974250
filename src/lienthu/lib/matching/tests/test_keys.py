"""Blocking keys: stable for ever, shared by what is worth comparing, and by little else."""

from lienthu.lib.matching import KEYS_VERSION, keys, prepare
from lienthu.lib.matching.tests.builders import facts, kieu

LONG = "Tôi thấy hoa vàng trên cỏ xanh"


def shared(a, b):
    return set(keys(prepare(a))) & set(keys(prepare(b)))


def test_keys_never_change_because_they_are_stored():
    # Stored keys are of this version: whoever changes what is below raises it, and hubs make theirs anew.
    assert KEYS_VERSION == 1
    assert keys(prepare(kieu(isbns=("9786041000018",), numbers=("oclc:12345",)))) == GOLDEN_SHORT
    assert keys(prepare(kieu(title=LONG))) == GOLDEN_LONG


def test_keys_are_signed_numbers_of_64_bits():
    assert all(-(2**63) <= key < 2**63 for key in GOLDEN_SHORT + GOLDEN_LONG)


def test_case_marks_and_punctuation_change_no_key():
    assert keys(prepare(kieu(title=LONG))) == keys(prepare(kieu(title="TOI THAY HOA VANG, TREN CO XANH!")))


def test_one_slip_in_a_long_title_leaves_a_key():
    assert shared(kieu(title=LONG), kieu(title="Tôi thyấ hoa vàng trên cỏ xanh"))
    assert shared(kieu(title=LONG), kieu(title="Tôi thấy hoa vàng trên cỏ xan"))


def test_a_subtitle_leaves_a_key():
    assert shared(kieu(title=LONG), kieu(title=f"{LONG} : truyện dài"))


def test_volumes_and_grades_share_no_key():
    assert not shared(kieu(title="Ngữ văn 6"), kieu(title="Ngữ văn 7"))
    assert not shared(kieu(title=LONG, parts=("Tập 1",)), kieu(title=LONG, parts=("Tập 2",)))


def test_a_common_short_title_takes_its_author_with_it():
    assert not shared(facts(title="Thơ", authors=("Tố Hữu",)), facts(title="Thơ", authors=("Xuân Diệu",)))


def test_another_isbn_of_the_work_still_leaves_a_key():
    assert shared(kieu(isbns=("9786041000018",)), kieu(isbns=("9786042000024",)))


def test_a_record_without_a_title_has_the_keys_of_its_identifiers_only():
    assert len(keys(prepare(facts(isbns=("9786041000018",))))) == 1
    assert keys(prepare(facts())) == ()


GOLDEN_SHORT = (-1300687741424721249, 855932101650823156, -2382938689063903991)
GOLDEN_LONG = (-426045226633675845, -5370420522593957637)
