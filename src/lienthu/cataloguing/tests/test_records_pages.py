"""The editor without JavaScript: a record from nothing, in either view, kept, checked, saved, compared, restored."""

import re
from html import unescape

import pytest
from conftest import NOW, Person
from django.test import Client
from django.urls import reverse

from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.search.state import read_state
from lienthu.catalogue.services import indexing
from lienthu.catalogue.services.records import save_record
from lienthu.cataloguing.forms.records import base_text, rows_of
from lienthu.cataloguing.models import Draft, RecordTemplate
from lienthu.cataloguing.rules.sheets import entries
from lienthu.cataloguing.rules.worksheets import WORKSHEETS
from lienthu.cataloguing.services import drafts
from lienthu.lib.marc.coded import NEW_LEADER
from lienthu.lib.marc.record import Record

pytestmark = [pytest.mark.django_db, pytest.mark.once]
GENERAL = "260105s2020    vm            000 0 vie d"
FIELDS = [
    ("008", GENERAL),
    ("020", "  \x1fa9786043072716"),
    ("082", "04\x1fa895.9221"),
    ("100", "0 \x1faNguyễn Du"),
    ("245", "10\x1faTruyện Kiều /\x1fcNguyễn Du"),
    ("260", "  \x1faHà Nội :\x1fbVăn học,\x1fc2020"),
    ("300", "  \x1fa300 tr."),
    ("952", "  \x1fzcủa riêng $5"),
]  # fmt: skip


def visit(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def stored(person: Person, *more: tuple[str, str]) -> SourceRecord:
    record = Record(NEW_LEADER, [*FIELDS, *more])
    source = save_record(library=person.library, record=record, actor=person.user, at=NOW).source
    indexing.drain()
    return source


def as_sent(draft: Draft, **changes: str) -> dict[str, object]:
    """The page of the draft as a browser sends it back unchanged, but for these (`__` stands for a dot)."""
    record = draft.record
    data: dict[str, object] = {
        "revision": str(draft.revision), "view": draft.view, "sheet": draft.sheet, "base": base_text(record),
    }  # fmt: skip
    if draft.view == Draft.View.GRID:
        rows = rows_of(record)
        data |= {"tag": [r.tag for r in rows], "ind": [r.indicators for r in rows], "text": [r.text for r in rows]}
    else:
        for key, shown in entries(WORKSHEETS[draft.sheet], record).items():
            for number, entry in enumerate(shown):
                data[f"g.{key}.{number}.at"] = entry.at if entry.at >= 0 else ""
                data |= {f"g.{key}.{number}.{box}": value for box, value in enumerate(entry.values)}
    return data | {name.replace("__", "."): text for name, text in changes.items()}


def send(client: Client, draft: Draft, what: str, **changes: str) -> tuple[str, Draft | None]:
    """Press a button of the draft's page; the text of the page that answers, and the draft as it is then."""
    data = {**as_sent(draft, **changes), "do": what}
    answer = client.post(reverse("cataloguing:draft", args=[draft.pk]), data, follow=True)
    assert answer.status_code == 200
    return unescape(answer.content.decode()), Draft.objects.filter(pk=draft.pk).first()


def begin(client: Client, person: Person, sheet: str = "book") -> Draft:
    answer = client.post(reverse("cataloguing:new"), {"library": person.library.code, "sheet": sheet})
    assert answer.status_code == 302
    return Draft.objects.get(pk=int(answer["Location"].rstrip("/").rpartition("/")[2]))


def edited(client: Client, source: SourceRecord) -> Draft:
    client.post(reverse("cataloguing:edit", args=[source.pk]))
    return Draft.objects.filter(source=source).latest("pk")


def test_a_book_is_catalogued_in_the_form_without_javascript(our_library: Person) -> None:
    client = visit(our_library)
    draft = begin(client, our_library)
    text, draft = send(client, draft, "save")
    assert "Biểu ghi chưa có nhan đề" in text
    assert SourceRecord.objects.count() == 0
    words = {"g__title__0__0": "Truyện Kiều", "g__author__0__0": "Nguyễn Du", "g__imprint__0__2": "2020"}
    text, gone = send(client, draft, "save", **words, c__008_22="j", was__008_22=" ")
    assert "Đã lưu. Biểu ghi đã có trong mục lục." in text
    assert gone is None
    record = catalogue.marc_view(SourceRecord.objects.get().pk)
    assert record.first("245") == "10\x1faTruyện Kiều"
    assert (record.first("008") or "")[6:23] == "s2020    vm     j"


def test_the_views_change_without_loss(our_library: Person) -> None:
    source = stored(our_library, ("880", "10\x1f6245-01\x1fa傳翹"), ("248", "  \x1fqlạ"))
    client = visit(our_library)
    draft = edited(client, source)
    before = draft.record
    for _turn in range(2):
        for view in ("grid", "form"):
            text, draft = send(client, draft, f"view:{view}")
            assert draft is not None
            assert (draft.view, draft.record, draft.touched) == (view, before, False)
        assert "248" in text
    text, draft = send(client, draft, "sheet:local")
    assert draft is not None
    assert (draft.sheet, draft.record) == ("local", before)
    assert "Địa danh được nói đến" in text


def test_the_grid_takes_what_an_expert_writes(our_library: Person) -> None:
    client = visit(our_library)
    _text, draft = send(client, begin(client, our_library), "view:grid")
    assert draft is not None
    data = {**as_sent(draft), "do": "keep"}
    data["tag"] = ["LDR", "008", "245", "", "500"]
    data["ind"] = ["", "", "00", "", "##"]
    data["text"] = [
        "00000nam#a2200000#i#4500", GENERAL.replace(" ", "#"), "$aTruyện Kiều :$bgiá $$5", "", "Tái bản",
    ]  # fmt: skip
    client.post(reverse("cataloguing:draft", args=[draft.pk]), data)
    draft.refresh_from_db()
    assert draft.record == Record(
        "00000nam a2200000 i 4500",
        [("008", GENERAL), ("245", "00\x1faTruyện Kiều :\x1fbgiá $5"), ("500", "  \x1faTái bản")],
    )


def test_a_fix_is_applied_by_its_button(our_library: Person) -> None:
    source = stored(our_library)
    client = visit(our_library)
    draft = edited(client, source)
    text, draft = send(client, draft, "keep", g__isbn__0__0="9786043072717")
    assert draft is not None
    button = re.search(r'value="(fix:\d+:isbn)"', text)
    assert button
    text, draft = send(client, draft, button[1])
    assert draft is not None
    assert draft.record.first("020") == "  \x1fz9786043072717"
    text, _same = send(client, draft, button[1])
    assert "Biểu ghi đã thay đổi; hãy xem lại danh sách." in text


def test_a_repeatable_entry_is_asked_for_by_its_button(our_library: Person) -> None:
    client = visit(our_library)
    draft = begin(client, our_library)
    text, draft = send(client, draft, "more:subject", g__subject__0__0="Thơ")
    assert draft is not None
    assert 'name="g.subject.1.0"' in text
    _text, draft = send(client, draft, "keep", g__subject__1__at="", g__subject__1__0="Văn học")
    assert draft is not None
    assert list(draft.record.all("650")) == [" 4\x1faThơ", " 4\x1faVăn học"]


def test_while_typing_the_page_is_told_what_is_wrong_and_what_is_like_it(
    our_library: Person, sister_library: Person
) -> None:
    theirs = stored(sister_library)
    client = visit(our_library)
    draft = begin(client, our_library)
    words = as_sent(draft, g__title__0__0="Truyện Kiều", g__author__0__0="Nguyễn Du", g__isbn__0__0="123")
    answer = client.post(reverse("cataloguing:check", args=[draft.pk]), words).json()
    assert answer["revision"] == 1
    assert "Truyện Kiều" in answer["parts"]["likes"]
    assert f'value="use:{theirs.pk}"' in answer["parts"]["likes"]
    assert [each["tag"] for each in answer["findings"] if "123" in each["text"]] == ["020"]
    draft.refresh_from_db()
    assert (draft.heading, draft.touched) == ("Truyện Kiều · Nguyễn Du", True)
    _text, draft = send(client, draft, f"use:{theirs.pk}")
    assert draft is not None
    tags = [tag for tag, _content in draft.record.fields]
    # Their number stands in 035 and our library in 040; their 001 and 952 stayed behind.
    assert tags == ["008", "020", "035", "040", "082", "100", "245", "260", "300"]
    send(client, draft, "save")
    ours = SourceRecord.objects.get(library=our_library.library)
    assert ours.title_id == theirs.title_id


def test_a_draft_of_an_older_window_is_not_written_over(our_library: Person) -> None:
    client = visit(our_library)
    draft = begin(client, our_library)
    old = as_sent(draft, g__title__0__0="Cũ")
    send(client, draft, "keep", g__title__0__0="Mới")
    answer = client.post(reverse("cataloguing:check", args=[draft.pk]), old)
    assert answer.status_code == 409
    assert "cửa sổ khác" in answer.json()["refused"]
    draft.refresh_from_db()
    assert draft.heading == "Mới"


def test_drafts_wait_to_be_gone_on_with_or_thrown_away(our_library: Person) -> None:
    client = visit(our_library)
    begin(client, our_library)
    draft = begin(client, our_library, "serial")
    assert Draft.objects.count() == 1  # the first was never touched
    send(client, draft, "keep", g__title__0__0="Sông Hương")
    text = client.get(reverse("cataloguing:home")).content.decode()
    assert "Sông Hương" in text
    assert "Bản nháp đang chờ bạn" in text
    assert "bản nháp biểu ghi bạn đang làm dở" in client.get(reverse("accounts:home")).content.decode()
    assert "Đã bỏ bản nháp." in client.post(
        reverse("cataloguing:discard", args=[draft.pk]), follow=True
    ).content.decode()  # fmt: skip
    assert Draft.objects.count() == 0


def test_the_second_of_two_cataloguers_chooses_from_both(our_library: Person, sister_library: Person) -> None:
    from lienthu.accounts.models import Role

    Role.objects.create(user=sister_library.user, kind=Role.Kind.CATALOGUER, organisation=our_library.library)
    source = stored(our_library, ("500", "  \x1faCũ"))
    mine, theirs = visit(our_library), visit(sister_library)
    my_draft, their_draft = edited(mine, source), edited(theirs, source)
    send(theirs, their_draft, "save", g__imprint__0__1="Trẻ", g__note__0__0="Của người kia")
    text, my_draft = send(mine, my_draft, "save", g__extent__0__0="312 tr.", g__note__0__0="Của tôi")
    assert "Hai người cùng sửa biểu ghi này" in text
    assert my_draft is not None
    picks = dict(re.findall(r'name="(pick\.\d+)" value="(mine|theirs)" checked', text))
    shown = re.findall(r'aria-label="(\d{3}|LDR) [^"]*"', text)
    assert dict(zip(shown, picks.values(), strict=True)) == {
        "LDR": "theirs", "260": "theirs", "300": "mine", "500": "mine",
    }  # fmt: skip
    answer = mine.post(reverse("cataloguing:conflict", args=[my_draft.pk]), {**picks, "seen": "2"}, follow=True)
    assert "biểu ghi ghép từ hai bản" in answer.content.decode()
    my_draft.refresh_from_db()
    send(mine, my_draft, "save")
    record = catalogue.marc_view(source.pk)
    assert [record.first(tag) for tag in ("260", "300", "500")] == [
        "  \x1faHà Nội :\x1fbTrẻ,\x1fc2020", "  \x1fa312 tr.", "  \x1faCủa tôi",
    ]  # fmt: skip
    source.refresh_from_db()
    assert source.version == 3


def test_versions_are_compared_and_an_old_one_is_brought_back(our_library: Person) -> None:
    source = stored(our_library)
    client = visit(our_library)
    send(client, edited(client, source), "save", g__title__0__0="Kim Vân Kiều")
    text = unescape(client.get(reverse("cataloguing:version", args=[source.pk, 2])).content.decode())
    assert "Từ phiên bản 1 đến phiên bản 2" in text
    assert "<mark>$aKim Vân</mark>" in text or "<mark>$aKim" in text
    restored = client.post(reverse("cataloguing:restore", args=[source.pk, 1]), {"seen": "2"}, follow=True)
    assert "Phiên bản 1 đã được khôi phục thành phiên bản 3." in restored.content.decode()
    assert catalogue.marc_view(source.pk).first("245") == "10\x1faTruyện Kiều /\x1fcNguyễn Du"
    late = client.post(reverse("cataloguing:restore", args=[source.pk, 1]), {"seen": "2"}, follow=True)
    assert "Có người khác vừa lưu biểu ghi này" in late.content.decode()
    assert client.get(reverse("cataloguing:version", args=[source.pk, 9])).status_code == 404


def test_a_record_is_withdrawn_with_a_reason(our_library: Person) -> None:
    source = stored(our_library)
    client = visit(our_library)
    address = reverse("cataloguing:withdraw", args=[source.pk])
    assert "Hãy cho biết lý do" in client.post(address, follow=True).content.decode()
    assert "Đã rút bỏ." in client.post(address, {"reason": "nhập nhầm"}, follow=True).content.decode()
    indexing.drain()
    assert catalogue.results(read_state({"q": ["truyen kieu"]}), facets=()).hits == []


def test_a_template_is_made_used_and_taken_away(our_library: Person, sister_library: Person) -> None:
    source = stored(our_library, ("490", "0 \x1faTủ sách Vàng"))
    client = visit(our_library)
    address = reverse("cataloguing:make_template", args=[source.pk])
    assert "Tủ sách" in client.post(address, {"name": "Tủ sách"}, follow=True).content.decode()
    assert "đã có biểu ghi mẫu tên" in client.post(address, {"name": "Tủ sách"}, follow=True).content.decode()
    template = RecordTemplate.objects.get()
    assert {"001", "020", "245", "952"}.isdisjoint(tag for tag, _content in template.record.fields)
    begun = client.post(reverse("cataloguing:new"), {"library": "OURS", "template": str(template.pk)})
    draft = Draft.objects.get(pk=int(begun["Location"].rstrip("/").rpartition("/")[2]))
    assert draft.record.first("490") == "0 \x1faTủ sách Vàng"
    dropping = reverse("cataloguing:drop_template", args=[template.pk])
    assert visit(sister_library).post(dropping).status_code == 403
    client.post(dropping)
    assert not RecordTemplate.objects.exists()


def test_own_records_are_found_by_words_and_by_number(our_library: Person, sister_library: Person) -> None:
    mine, theirs = stored(our_library), stored(sister_library)
    home = reverse("cataloguing:home")
    for words in ("truyen kieu", mine.control_number):
        text = visit(our_library).get(home, {"q": words}).content.decode()
        assert reverse("cataloguing:record", args=[mine.pk]) in text
        assert reverse("cataloguing:record", args=[theirs.pk]) not in text
    assert "chưa có biểu ghi nào" in visit(our_library).get(home, {"q": "khongcogi"}).content.decode()


def test_nobody_else_reaches_a_draft_or_changes_a_record(
    our_library: Person, sister_library: Person, outsider: object
) -> None:
    source = stored(our_library)
    draft = drafts.start(library=our_library.library, sheet="book", actor=our_library.user, at=NOW)
    of_draft = [reverse(f"cataloguing:{name}", args=[draft.pk]) for name in ("draft", "conflict")]
    acts_on_draft = [reverse(f"cataloguing:{name}", args=[draft.pk]) for name in ("draft", "check", "discard")]
    acts = [reverse(f"cataloguing:{name}", args=[source.pk]) for name in ("edit", "withdraw", "make_template")]
    acts.append(reverse("cataloguing:restore", args=[source.pk, 1]))
    reads = [reverse("cataloguing:home"), reverse("cataloguing:schema")]
    reads += [reverse("cataloguing:record", args=[source.pk]), reverse("cataloguing:version", args=[source.pk, 1])]
    anonymous, stranger, sister = Client(), Client(), visit(sister_library)
    stranger.force_login(outsider)  # type: ignore[arg-type]
    for address in of_draft + reads:
        assert anonymous.get(address).status_code == 302
        assert stranger.get(address).status_code == 403
    assert {sister.get(address).status_code for address in of_draft} == {404}
    assert {sister.get(address).status_code for address in reads} == {200}
    for address in acts_on_draft:
        assert (anonymous.post(address).status_code, sister.post(address).status_code) == (302, 404)
    for address in acts:
        assert (anonymous.post(address).status_code, sister.post(address).status_code) == (302, 403)
    new = {"library": our_library.library.code, "sheet": "book"}
    assert sister.post(reverse("cataloguing:new"), new).status_code == 403
    assert Draft.objects.count() == SourceRecord.objects.count() == 1


def test_what_makes_no_sense_is_taken_as_nothing(our_library: Person) -> None:
    client = visit(our_library)
    draft = begin(client, our_library)
    address = reverse("cataloguing:draft", args=[draft.pk])
    for nonsense in (
        {"base": "{", "revision": "0"}, {"base": "[1]", "view": "x", "revision": "0"}, {"revision": "-5"},
        {"revision": "0", "g.title.0.at": "99999", "g.title.0.0": "A"}, {"revision": "0", "do": "fix:99:isbn"},
        {"revision": "0", "c.008_99": "zz", "c.LDR_06": "ệ", "do": "view:nonsense"},
    ):  # fmt: skip
        assert client.post(address, nonsense, follow=True).status_code == 200
    assert client.post(reverse("cataloguing:new"), {"library": "OURS", "sheet": "none"}, follow=True).status_code == 200
