"""What the house says of two records, rule by rule (docs/matching.md)."""

import pytest

from lienthu.lib.matching.tests.builders import decision, facts, kieu, matched


def test_the_same_edition_from_two_libraries_is_the_same():
    assert (
        decision(kieu(), kieu(authors=("Nguyễn Du",), publisher="Nhà xuất bản Trẻ", extent="303 tr. ; 19 cm")) == "same"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ngữ văn 6", "Ngữ văn 7"),
        ("Ngữ văn lớp 6", "Ngữ văn 7"),
        ("Ngữ văn 6. Tập 1", "Ngữ văn 6. Tập 2"),
        ("Chiến tranh và hoà bình - Quyển một", "Chiến tranh và hoà bình - Quyển hai"),
        ("Sử ký, T.1", "Sử ký, T.2"),
        ("Sherlock Holmes (Vol. I)", "Sherlock Holmes (Vol. II)"),
        ("Vở bài tập Tiếng Việt 5 - tập hai", "Vở bài tập Tiếng Việt 5 - tập một"),
        ("Giáo trình Hán ngữ 1 - Quyển thượng", "Giáo trình Hán ngữ 1 - Quyển hạ"),
        ("Niên giám thống kê 2018", "Niên giám thống kê 2019"),
    ],
)
def test_numbers_anywhere_in_a_title_separate_works(one, other):
    found = matched(kieu(title=one), kieu(title=other))
    assert (found.decision, found.components["parts"], found.reasons) == ("different", "differ", ("parts",))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ngữ văn 6 : Tập 1", "Ngữ văn lớp 6 - T.1"),
        ("Bảy bước tới mùa hè", "7 bước tới mùa hè"),
        ("Lịch sử thế giới, tập II", "Lịch sử thế giới (Tập 2)"),
        ("Kingdom 67", "Kingdom - Tập 67"),
        ("1.000 câu hỏi", "1000 câu hỏi"),
    ],
)
def test_a_number_is_one_however_it_is_written(one, other):
    assert decision(kieu(title=one), kieu(title=other)) == "same"


def test_volumes_in_245n_differ_even_under_the_isbn_of_the_set():
    set_isbn = {"isbns": ("9786041000018",)}
    assert decision(kieu(parts=("Tập 1",), **set_isbn), kieu(parts=("Tập 2",), **set_isbn)) == "different"


def test_a_volume_and_a_record_that_names_none_wait_for_a_person():
    found = matched(kieu(parts=("Tập 1",)), kieu())
    assert (found.decision, found.components["parts"]) == ("unsure", "absent")


def test_part_names_separate_works():
    assert decision(kieu(parts=("Đất phương Nam",)), kieu(parts=("Rừng miền Đông",))) == "different"


def test_a_part_name_may_stand_in_the_title():
    assert decision(kieu(parts=("Đất phương Nam",)), kieu(title="Truyện Kiều : Đất phương Nam")) == "same"


def test_edition_numbers_separate_editions():
    found = matched(kieu(edition="Tái bản lần thứ 2"), kieu(edition="Tái bản lần thứ ba"))
    assert (found.decision, found.components["edition"]) == ("different", "differ")


def test_the_second_edition_is_the_first_time_again():
    assert decision(kieu(edition="In lần thứ 2"), kieu(edition="Tái bản lần thứ nhất, có sửa chữa")) == "same"


def test_marks_differ_when_both_titles_have_them():
    found = matched(kieu(), kieu(title="Truyền kiểu"))
    assert found.decision != "same"
    assert found.components["marks"] == "differ"


def test_other_marks_and_nothing_else_in_common_is_another_work():
    assert (
        decision(facts(title="Bàn tay", authors=("Lê An",)), facts(title="Bán tay", authors=("Lê An",))) == "different"
    )


def test_a_title_without_marks_contradicts_no_marks():
    found = matched(kieu(), kieu(title="TRUYEN KIEU", authors=("Nguyen Du",), publisher="NXB Tre"))
    assert (found.decision, found.components["marks"]) == ("same", "absent")


def test_old_and_new_tone_placement_agree():
    assert (
        matched(kieu(title="Hoà bình và thuỷ chung"), kieu(title="Hòa bình và thủy chung")).components["marks"]
        == "agree"
    )


@pytest.mark.parametrize("name", ["Nguyễn Du", "Du, Nguyễn", "NGUYEN DU", "Nguyễn, Du (1765-1820)", "GS. Nguyễn Du"])
def test_the_order_of_a_name_does_not_matter(name):
    assert decision(kieu(), kieu(authors=(name,))) == "same"


def test_a_name_inverted_the_wrong_way_agrees():
    a, b = kieu(title="Số đỏ", authors=("Vũ, Trọng Phụng",)), kieu(title="Số đỏ", authors=("Phụng, Vũ Trọng",))
    assert decision(a, b) == "same"


def test_initials_agree_with_the_names_they_stand_for():
    a, b = kieu(authors=("Rowling, J. K.",)), kieu(authors=("Joanne Kathleen Rowling",))
    assert matched(a, b).components["responsibility"] == "agree"


def test_a_translator_whom_one_side_names_contradicts_nothing():
    assert decision(kieu(), kieu(authors=("Nguyễn Du", "Lê Thanh Lộc"))) == "same"


def test_the_statement_of_responsibility_can_name_the_author():
    assert decision(kieu(), kieu(authors=(), responsibility="Nguyễn Du ; Đào Duy Anh hiệu đính")) == "same"


def test_another_author_is_another_work():
    assert decision(kieu(), kieu(authors=("Phạm Quỳnh",), publisher="Văn học")) == "different"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nxb. Trẻ", "Nhà xuất bản Trẻ"),
        ("NXB Tổng hợp TP.HCM", "Tổng hợp Thành phố Hồ Chí Minh"),
        ("Giáo dục", "Nhà xuất bản Giáo dục Việt Nam"),
        ("H. : Kim Đồng", "NXB KIM ĐỒNG"),
        ("Sự thật", "Chính trị quốc gia Sự thật"),
        ("Khoa học và Kỹ thuật", "Khoa học & kĩ thuật"),
        ("Cambridge University Press", "Cambridge Univ. Press"),
    ],
)
def test_the_forms_of_a_publisher_agree(one, other):
    assert matched(kieu(publisher=one), kieu(publisher=other)).components["publisher"] == "agree"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Trẻ", "Kim Đồng"),
        ("Văn hoá", "Văn hoá dân tộc"),
        ("Lao động", "Lao động - Xã hội"),
        ("Hà Nội", "Đại học Quốc gia Hà Nội"),
    ],
)
def test_other_publishers_differ(one, other):
    found = matched(kieu(publisher=one, year=2001), kieu(publisher=other, year=2009))
    assert (found.decision, found.components["publisher"]) == ("different", "differ")


def test_a_book_company_says_nothing_of_the_licensed_publisher():
    assert matched(kieu(publisher="Nhã Nam"), kieu(publisher="Hội Nhà văn")).components["publisher"] == "absent"


def test_an_electronic_book_is_not_its_print():
    found = matched(kieu(isbns=("9786041000018",)), kieu(isbns=("9786041000018",), carrier="online"))
    assert (found.decision, found.components["carrier"]) == ("different", "differ")


def test_a_book_that_holds_a_cassette_is_a_book():
    assert decision(kieu(isbns=("9786041000018",)), kieu(isbns=("9786041000018",), carrier="audio")) == "same"


def test_one_isbn_and_a_year_off_by_one_is_one_edition():
    assert decision(kieu(isbns=("9786041000018",)), kieu(isbns=("9786041000018",), year=2011)) == "same"


def test_one_isbn_but_a_reprint_years_later_is_another_edition():
    later = kieu(isbns=("9786041000018",), year=2014, edition="Tái bản lần thứ 2")
    assert decision(kieu(isbns=("9786041000018",)), later) == "different"


def test_one_isbn_on_two_titles_is_an_error_of_a_number():
    a = kieu(isbns=("9786041000018",))
    b = facts(title="Kỹ thuật nuôi cá nước ngọt", authors=("Trần Hậu",), isbns=("9786041000018",), year=2010)
    assert decision(a, b) == "different"


def test_two_isbns_are_two_editions():
    assert decision(kieu(isbns=("9786041000018",)), kieu(isbns=("9786042000024",), year=2014)) == "different"


def test_two_isbns_where_all_else_agrees_wait_for_a_person():
    assert decision(kieu(isbns=("9786041000018",)), kieu(isbns=("9786042000024",))) == "unsure"


def test_another_year_and_other_pages_are_another_printing():
    assert decision(kieu(), kieu(year=2016, extent="340 tr.")) == "different"


def test_a_year_that_only_one_side_states_contradicts_nothing():
    assert decision(kieu(), kieu(year=None, extent="")) == "same"


def test_only_a_title_is_never_enough():
    assert decision(facts(title="Tắt đèn"), facts(title="Tắt đèn")) == "unsure"


def test_a_short_title_and_its_author_are_not_enough():
    a = facts(title="Tắt đèn", authors=("Ngô Tất Tố",))
    assert decision(a, a) == "unsure"


def test_a_long_title_and_its_author_are_enough():
    a = facts(title="Tôi thấy hoa vàng trên cỏ xanh", authors=("Nguyễn Nhật Ánh",))
    assert decision(a, a) == "same"


def test_one_slip_of_the_pen_is_forgiven_when_the_rest_agrees():
    a, b = kieu(title="Hiểu về trái tim"), kieu(title="Hiểu về trái tmi")
    assert (decision(a, b), matched(a, b).reasons[0]) == ("same", "slip")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kĩ thuật nuôi cá rô", "Kĩ thuật nuôi cá lóc"),
        ("Truyện kể về người Tày", "Truyện kể về người Thái"),
        ("Những điều cần biết về vitamin A", "Những điều cần biết về vitamin C"),
        ("Lịch sử Đảng bộ tỉnh Hà Nam", "Lịch sử Đảng bộ tỉnh Hà Nội"),
    ],
)
def test_few_letters_that_make_another_word_are_no_slip(one, other):
    assert decision(kieu(title=one, extent=""), kieu(title=other, extent="")) != "same"


def test_authors_told_apart_by_their_marks_are_two_people():
    hung, other = kieu(authors=("Nguyễn Văn Hùng",)), kieu(authors=("Nguyễn Văn Hưng",))
    assert decision(hung, other) != "same"
    assert decision(hung, kieu(authors=("Nguyen Van Hung",))) == "same"
    assert decision(hung, kieu(authors=("Hùng, Nguyễn Văn",))) == "same"


def test_one_word_with_other_marks_is_another_title_however_long_it_is():
    one, other = "Lịch sử Đảng bộ huyện Tân An", "Lịch sử Đảng bộ huyện Tân Ân"
    assert decision(kieu(title=one), kieu(title=other)) != "same"


def test_a_slip_is_not_forgiven_without_an_author():
    assert decision(facts(title="Con mèo dạy hải âu bay"), facts(title="Con heo dạy hải âu bay")) == "different"


def test_a_subtitle_on_one_side_is_no_difference():
    assert decision(kieu(title="Ikigai : Bí mật sống trường thọ"), kieu(title="Ikigai")) == "same"


def test_a_teachers_book_is_not_the_pupils():
    assert decision(kieu(title="Ngữ văn 6"), kieu(title="Ngữ văn 6 : Sách giáo viên")) != "same"


def test_books_of_a_series_part_where_their_titles_go_on():
    a = kieu(title="Cơ thể tự chữa lành: Phục hồi tuyến giáp", year=None)
    assert decision(a, kieu(title="Cơ thể tự chữa lành - Thanh lọc để phục hồi", extent="")) == "different"


def test_a_bilingual_title_may_stand_the_other_way_round():
    assert decision(kieu(title="Flow - Dòng chảy tâm lý"), kieu(title="Dòng chảy tâm lý = Flow")) == "same"


def test_hard_and_soft_cover_are_two_editions():
    assert decision(kieu(title="Đắc nhân tâm (Bìa cứng)"), kieu(title="Đắc nhân tâm (Bìa mềm)")) == "different"


def test_what_a_shop_writes_into_a_title_is_not_the_title():
    listed = kieu(title="Truyện Kiều / Nguyễn Du (Tái bản 2010) - Tặng kèm bookmark", authors=(), year=None)
    assert decision(kieu(), listed) == "same"


def test_two_languages_are_two_books():
    assert decision(kieu(), kieu(languages=("eng",))) == "different"


def test_serials_agree_by_issn_whatever_the_year():
    a = facts(kind="serial", title="Tạp chí Thư viện Việt Nam", issns=("1859-1450",), year=2005)
    assert decision(a, a._replace(year=2019, publisher="Thư viện Quốc gia")) == "same"


def test_serials_of_one_title_by_two_offices_are_not_one():
    a = facts(kind="serial", title="Bản tin", publisher="Sở Văn hoá Cần Thơ")
    assert decision(a, a._replace(publisher="Sở Y tế Sóc Trăng")) == "different"


def test_a_serial_is_not_a_book():
    assert decision(kieu(), kieu(kind="serial")) == "different"
