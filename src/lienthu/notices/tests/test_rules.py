"""What a text may hold and how it reads; how readers are addressed; numbers, lengths, days."""

from datetime import date

import pytest

from lienthu.ledger.models import AgeBand
from lienthu.notices import kinds, rules
from lienthu.notices.rules import Words, address_of, phone_of, sms_length, without_marks, written

COMMON = {"patron.name": "Hoa", "patron.greeting": "Kính gửi Bà Hoa", "library.name": "Thư viện X", "signature": "X"}


def words(**parts: str) -> Words:
    return Words(**{"subject": "S", "line": "– {{ title }}", "body": "{{ items }}", "short": "{{ title }}", **parts})


@pytest.mark.parametrize(
    ("name", "band", "sex", "greeting", "you"),
    [
        ("Nguyễn Thị Hoa", AgeBand.ADULT, "", "Kính gửi Ông/Bà Nguyễn Thị Hoa", "Ông/Bà"),
        ("Nguyễn Thị Hoa", AgeBand.ADULT, "female", "Kính gửi Bà Nguyễn Thị Hoa", "Bà"),
        ("Lê Văn Tám", AgeBand.ADULT, "male", "Kính gửi Ông Lê Văn Tám", "Ông"),
        ("Lê Bảo An", AgeBand.CHILD, "male", "Em Lê Bảo An thân mến", "em"),
        ("Trần Mận", AgeBand.NOT_SAID, "", "Kính gửi bạn đọc Trần Mận", "bạn đọc"),
    ],
)
def test_a_reader_is_addressed_politely_whatever_is_known(
    name: str, band: AgeBand, sex: str, greeting: str, you: str
) -> None:
    assert address_of(name, band=band, sex=sex, language="vi") == rules.Address(greeting, you)


def test_each_thing_has_a_line_and_a_fact_is_told_once() -> None:
    facts = [{"title": "Truyện Kiều", "due": "05/11/2026"}, {"title": "Tắt đèn", "due": "05/11/2026"}]
    asked = words(subject="Hạn {{due}} ({{ count }})", body="{{ patron.greeting }}:\n{{ items }}")
    letter = written(asked, facts, COMMON)
    assert letter.subject == "Hạn 05/11/2026 (2)"
    assert letter.body == "Kính gửi Bà Hoa:\n– Truyện Kiều\n– Tắt đèn"


def test_what_a_fact_says_is_never_read_as_a_field_and_cannot_forge_a_head() -> None:
    evil = {"title": "{{ patron.name }} \r\nBcc: a@b.vn"}
    letter = written(words(subject="{{ title }}"), [evil], COMMON)
    assert letter.subject == "{{ patron.name }} Bcc: a@b.vn"
    assert "\n" not in letter.subject
    assert letter.body == "– {{ patron.name }} Bcc: a@b.vn"


def test_a_message_to_a_phone_is_one_line_with_long_titles_cut() -> None:
    long = "Những người khốn khổ, bản dịch đầy đủ của nhóm Lê Quý Đôn"
    text = written(words(short="{{ library.name }}:\n{{ title }}"), [{"title": long}], COMMON, short=True)
    assert text.subject == ""
    assert text.body == "Thư viện X: Những người khốn khổ, bản dịch đầy đủ c…"


def test_a_mark_makes_a_message_seventy_characters_long() -> None:
    assert sms_length("a" * 160) == rules.Length(160, 1, marked=False)
    assert sms_length("a" * 161) == rules.Length(161, 2, marked=False)
    assert sms_length("ạ" * 70) == rules.Length(70, 1, marked=True)
    assert sms_length("ạ" * 135) == rules.Length(135, 3, marked=True)
    assert sms_length("[€]").characters == 6
    plain = without_marks("Sách “Đất rừng” đã có – ở Phòng Mượn…")
    assert plain == 'Sach "Dat rung" da co - o Phong Muon...'
    assert not sms_length(plain).marked


@pytest.mark.parametrize(
    ("digits", "number"),
    [("0903123456", "+84903123456"), ("02703822000", ""), ("090312345", ""), ("", ""), ("0103123456", "")],
)
def test_only_a_mobile_number_gets_messages(digits: str, number: str) -> None:
    assert phone_of(digits) == number


def test_days_are_read_as_people_write_them() -> None:
    assert rules.days_of("30, 3;14 3") == (3, 14, 30)
    for wrong in ("0", "366", "ba", "1,2,3,4,5,6,7", "-3"):
        with pytest.raises(ValueError):
            rules.days_of(wrong)


def test_the_highest_step_reached_is_told_and_what_is_overdue_for_long_is_a_case_for_a_person() -> None:
    steps = (3, 14, 30)
    reached = {late: rules.step_of(late, steps) for late in (1, 2, 3, 13, 14, 29, 30, 60, 61, 2000)}
    assert reached == {1: None, 2: None, 3: 3, 13: 3, 14: 14, 29: 14, 30: 30, 60: 30, 61: None, 2000: None}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", kinds.all_kinds(), ids=lambda kind: kind.code)
def test_every_text_of_the_program_names_only_fields_that_there_are(kind: kinds.NoticeKind, language: str) -> None:
    texts = kinds.default_parts(kind.code, language)
    for part, text in texts.items():
        assert rules.problem_of(text, rules.fields_of(kind.facts, part, to_readers=kind.to_readers)) == ""
    common = dict.fromkeys(rules.COMMON if kind.to_readers else rules.COMMON_TO_OTHERS, "x")
    samples = kind.samples_on(date(2026, 11, 3))
    letter = written(Words(**texts), samples, common)
    assert "{{" not in letter.subject + letter.body
    for sample in samples:
        assert sample.get("title", "") in letter.body
    short = written(Words(**texts), samples, common, short=True).body
    assert sms_length(short).messages <= 4, short
