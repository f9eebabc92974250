from lienthu.lib.vietnamese.lines import even_lines, printable


def test_a_long_name_is_cut_into_even_lines_and_never_leaves_one_word_alone() -> None:
    assert even_lines("LIÊN HIỆP THƯ VIỆN KHU VỰC ĐỒNG BẰNG SÔNG CỬU LONG", 23) == [
        "LIÊN HIỆP THƯ VIỆN", "KHU VỰC ĐỒNG BẰNG", "SÔNG CỬU LONG",
    ]  # fmt: skip
    assert even_lines("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", 25) == ["SỞ VĂN HÓA, THỂ THAO", "VÀ DU LỊCH"]
    assert even_lines("LIÊN HIỆP THƯ VIỆN CÁC TỈNH MIỀN NÚI PHÍA BẮC", 29) == [
        "LIÊN HIỆP THƯ VIỆN", "CÁC TỈNH MIỀN NÚI PHÍA BẮC",
    ]  # fmt: skip
    assert even_lines("THƯ VIỆN TỈNH AN GIANG", 23) == ["THƯ VIỆN TỈNH AN GIANG"]
    assert even_lines("", 23) == []


def test_a_word_that_is_too_long_stands_alone_and_a_text_that_is_no_name_is_left_as_it_is() -> None:
    assert even_lines("Thư www.thuvien-dongbang.vn viện", 10) == ["Thư", "www.thuvien-dongbang.vn", "viện"]
    assert even_lines("chữ " * 40, 10) == [" ".join(["chữ"] * 40)]


def test_what_no_paper_shows_is_left_out_and_no_words_grow_together() -> None:
    assert printable("Hà\xa0Nam\tcó 12\u2028lượt\u200b, \uf0b7tổng\u00ad cộng\x07") == "Hà Nam có 12 lượt, tổng cộng"
