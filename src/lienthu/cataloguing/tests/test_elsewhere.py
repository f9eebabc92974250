"""Copy cataloguing: the union and catalogues elsewhere asked at once, and a record taken over by one path."""

import re
from html import unescape

import pytest
from conftest import NOW, Person
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.services import indexing
from lienthu.catalogue.services.records import save_record
from lienthu.cataloguing.models import Draft, Fetched, Origin, Target
from lienthu.cataloguing.services import drafts, targets
from lienthu.cataloguing.tests.test_records_pages import begin, send
from lienthu.cataloguing.tests.test_targets import target
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.lib.foreign.tests.servers import free_port
from lienthu.lib.marc.coded import NEW_LEADER
from lienthu.lib.marc.record import Record

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KIEU = [
    ("008", "260105s2020    vm            000 0 vie d"),
    ("020", "  \x1fa9786043072716"),
    ("100", "1 \x1faNguyễn, Du"),
    ("245", "10\x1faTruyện Kiều"),
    ("260", "  \x1faHà Nội :\x1fbVăn học,\x1fc2020"),
]  # fmt: skip
ISBN = {"isbn": "978-604-307-271-6", "asked": "1"}


def visit(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def stored(person: Person, *more: tuple[str, str]) -> SourceRecord:
    record = Record(NEW_LEADER, [*KIEU, *more])
    source = save_record(library=person.library, record=record, actor=person.user, at=NOW).source
    indexing.drain()
    return source


def text_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def asked(client: Client, made: Target, query: dict[str, str], *, htmx: bool = True) -> str:
    headers = {"HX-Request": "true"} if htmx else {}
    return text_of(client.get(reverse("cataloguing:elsewhere_one", args=[made.pk]), query, headers=headers))


def fetched_from(person: Person, port: int) -> Fetched:
    """The record of "Truyện Kiều" as the Zebra on this port gave it to the person."""
    asked(visit(person), target(port), ISBN)
    return Fetched.objects.get(user=person.user)


def test_the_page_is_there_before_any_catalogue_answers(our_library: Person) -> None:
    slow, off = target(free_port()), target(free_port(), name="off")
    targets.switch(target=off, active=False, actor=None, at=NOW)
    page = text_of(visit(our_library).get(reverse("cataloguing:elsewhere"), ISBN | {"t": str(slow.pk)}))
    assert f'hx-get="{reverse("cataloguing:elsewhere_one", args=[slow.pk])}?isbn=' in page
    assert "Chưa thư viện nào trong liên hiệp có." in page
    assert "off" not in re.findall(r'for="t\d+">([^<]+)', page)
    assert Fetched.objects.count() == 0


def test_a_catalogue_gives_its_records_beside_the_titles_that_they_may_be(
    our_library: Person, sister_library: Person, zebra: int
) -> None:
    stored(sister_library)
    made = target(zebra)
    part = asked(visit(our_library), made, ISBN)
    assert "<html" not in part
    assert "Truyện Kiều" in part
    assert "đã có trong mục lục liên hợp" in part
    assert "Thư viện tỉnh Bến Tre" in part
    assert "<html" in asked(visit(our_library), made, ISBN, htmx=False)


def test_without_javascript_all_are_asked_at_once_and_trouble_is_said(our_library: Person, zebra: int) -> None:
    there, gone = target(zebra), target(free_port())
    query = {"title": "kiều", "all": "1", "asked": "1", "t": [there.pk, gone.pk]}
    page = text_of(visit(our_library).get(reverse("cataloguing:elsewhere"), query))
    assert "Truyện Kiều" in page
    assert "Không có gì trả lời ở địa chỉ này" in page
    assert Fetched.objects.get().where == there.name


def test_an_empty_question_asks_nobody(our_library: Person) -> None:
    page = text_of(visit(our_library).get(reverse("cataloguing:elsewhere"), {"title": "?!", "asked": "1"}))
    assert "Không có gì để tra" in page
    made = target(free_port())
    assert visit(our_library).get(reverse("cataloguing:elsewhere_one", args=[made.pk])).status_code == 404


def test_the_catalogues_that_were_ticked_are_remembered(our_library: Person) -> None:
    first, second = target(1, name="Một"), target(2, name="Hai")
    client, page = visit(our_library), reverse("cataloguing:elsewhere")
    client.get(page, {"asked": "1", "t": str(second.pk)})
    ticked = re.findall(r'value="(\d+)" checked', text_of(client.get(page)))
    assert ticked == [str(second.pk)]
    assert first.pk != second.pk


def test_a_record_is_looked_at_taken_over_saved_and_keeps_where_it_came_from(our_library: Person, zebra: int) -> None:
    fetched = fetched_from(our_library, zebra)
    client = visit(our_library)
    page = text_of(client.get(reverse("cataloguing:fetched", args=[fetched.pk])))
    assert f"Từ {fetched.where}, lấy lúc" in page
    assert "không lấy về" in page
    for _twice in range(2):
        answer = client.post(reverse("cataloguing:take", args=[fetched.pk]))
    draft = Draft.objects.get()
    assert answer["Location"] == reverse("cataloguing:draft", args=[draft.pk])
    assert draft.touched
    text, gone = send(client, draft, "save")
    assert "Đã lưu." in text
    assert gone is None
    source, origin = SourceRecord.objects.get(), Origin.objects.get()
    record = catalogue.marc_view(source.pk)
    assert record.first("245") == "  \x1faTruyện Kiều"
    assert record.first("040") == "  \x1fdOURS"
    assert (origin.source, origin.where, origin.number, origin.version) == (source, fetched.where, "z1", 1)
    assert "record.taken_over" in [entry.action for entry in audit.entries_of(source)]
    assert f"lấy từ {fetched.where}" in text_of(client.get(reverse("cataloguing:record", args=[source.pk])))
    assert Fetched.objects.count() == 0


def test_what_somebody_fetched_is_theirs_alone(our_library: Person, sister_library: Person, zebra: int) -> None:
    fetched, other = fetched_from(our_library, zebra), visit(sister_library)
    assert other.get(reverse("cataloguing:fetched", args=[fetched.pk])).status_code == 404
    assert other.post(reverse("cataloguing:take", args=[fetched.pk])).status_code == 404
    ours = stored(our_library)
    assert other.get(reverse("cataloguing:put_over", args=[fetched.pk, ours.pk])).status_code == 404


def test_a_record_of_another_library_is_nobodys_to_put_something_over(
    our_library: Person, sister_library: Person, zebra: int
) -> None:
    fetched, theirs = fetched_from(our_library, zebra), stored(sister_library)
    assert visit(our_library).get(reverse("cataloguing:put_over", args=[fetched.pk, theirs.pk])).status_code == 403


def test_one_put_over_ours_shows_the_difference_and_keeps_protected_fields(our_library: Person, zebra: int) -> None:
    ours = stored(our_library, ("520", "  \x1faTóm tắt của ta"), ("650", " 4\x1faThơ"), ("952", "  \x1faKho ta"))
    targets.protect(library=our_library.library, tags="520", actor=our_library.user, at=NOW)
    fetched, client = fetched_from(our_library, zebra), visit(our_library)
    assert reverse("cataloguing:put_over", args=[fetched.pk, ours.pk]) in text_of(
        client.get(reverse("cataloguing:fetched", args=[fetched.pk]))
    )
    address = reverse("cataloguing:put_over", args=[fetched.pk, ours.pk])
    page = text_of(client.get(address))
    assert "Tóm tắt của ta" not in page
    assert "Kho ta" not in page
    assert "Thơ" in page
    picks = dict.fromkeys(re.findall(r'name="(pick\.\d+)" value="theirs"', page), "theirs")
    keep = re.search(r'aria-label="650 .*?name="(pick\.\d+)"', page, re.DOTALL)
    assert keep is not None
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen is not None
    client.post(address, picks | {keep[1]: "mine", "seen": seen[1]})
    draft = Draft.objects.get(source=ours)
    send(client, draft, "save")
    record = catalogue.marc_view(ours.pk)
    assert record.first("245") == "  \x1faTruyện Kiều"
    assert [record.first(tag) for tag in ("520", "650", "952")] == [
        "  \x1faTóm tắt của ta",
        " 4\x1faThơ",
        "  \x1faKho ta",
    ]
    assert record.first("001") == ours.control_number
    assert Origin.objects.get().version == 2


def test_a_record_that_was_saved_meanwhile_is_compared_anew(our_library: Person, zebra: int) -> None:
    ours, fetched, client = stored(our_library), fetched_from(our_library, zebra), visit(our_library)
    address = reverse("cataloguing:put_over", args=[fetched.pk, ours.pk])
    seen = re.search(r'name="seen" value="([^"]+)"', text_of(client.get(address)))
    assert seen is not None
    changed = Record(NEW_LEADER, [*KIEU, ("500", "  \x1faMới")])
    save_record(library=our_library.library, record=changed, actor=None, at=NOW, of=ours, version=1)
    answer = client.post(address, {"seen": seen[1]}, follow=True)
    assert "vừa thay đổi" in text_of(answer)
    assert Draft.objects.count() == 0


def test_changes_that_are_not_saved_yet_are_what_is_compared(our_library: Person, zebra: int) -> None:
    ours = stored(our_library)
    draft = drafts.resume(source=ours, actor=our_library.user, at=NOW)
    typed = Record(draft.record.leader, [*draft.record.fields, ("590", "  \x1faGhi chú đang gõ")])
    drafts.keep(draft=draft, record=typed, view="grid", revision=0, at=NOW)
    fetched, client = fetched_from(our_library, zebra), visit(our_library)
    address = reverse("cataloguing:put_over", args=[fetched.pk, ours.pk])
    page = text_of(client.get(address))
    assert "những sửa đổi chưa lưu" in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen is not None
    client.post(address, {"seen": seen[1]})
    assert Draft.objects.get(source=ours).record.first("590") == "  \x1faGhi chú đang gõ"


def test_another_librarys_record_is_taken_from_the_union_by_the_same_path(
    our_library: Person, sister_library: Person
) -> None:
    theirs = stored(sister_library, ("952", "  \x1faKho bạn"))
    client = visit(our_library)
    page = text_of(client.get(reverse("cataloguing:elsewhere"), ISBN))
    assert "Lấy biểu ghi này về" in page
    client.post(reverse("cataloguing:from_union", args=[theirs.pk]), {"do": "take"})
    draft = Draft.objects.get()
    assert draft.record.first("952") is None
    assert draft.record.first("035") == f"  \x1fa(SISTER){theirs.control_number}"
    assert (draft.record.first("040") or "").endswith("\x1fdOURS")
    send(client, draft, "save")
    ours = SourceRecord.objects.get(library=our_library.library)
    assert ours.title_id == theirs.title_id
    origin = Origin.objects.get()
    assert (origin.theirs, origin.where) == (theirs, "Thư viện tỉnh Bến Tre")
    page = text_of(client.get(reverse("cataloguing:elsewhere"), ISBN))
    assert "Lấy biểu ghi này về" not in page
    assert reverse("cataloguing:record", args=[ours.pk]) in page


def test_the_editors_own_way_to_use_a_record_is_the_same_path(our_library: Person, sister_library: Person) -> None:
    theirs, client = stored(sister_library), visit(our_library)
    draft = begin(client, our_library)
    _text, used = send(client, draft, f"use:{theirs.pk}")
    assert used is not None
    assert used.record.first("035") == f"  \x1fa(SISTER){theirs.control_number}"
    send(client, used, "save")
    assert Origin.objects.get().theirs == theirs


def test_an_isbn_that_the_library_lacks_leads_on_from_the_box_of_copies(our_library: Person) -> None:
    client = visit(our_library)
    for name in ("copies", "home"):
        page = text_of(client.get(reverse(f"cataloguing:{name}"), {"q": "978-604-307-271-6"}))
        assert f"{reverse('cataloguing:elsewhere')}?isbn=9786043072716" in page, name


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("123", "10 hoặc 13 chữ số, số này có 3 ký tự"),
        ("978-604-307-271-7", "chữ số kiểm tra không khớp"),
        ("8935235226272", "bắt đầu bằng 978 hoặc 979"),
    ],
)
def test_what_is_no_isbn_is_said_at_the_field_and_nothing_is_asked(our_library: Person, typed: str, said: str) -> None:
    stored(our_library)
    made, client = target(free_port()), visit(our_library)
    page = text_of(client.get(reverse("cataloguing:elsewhere"), {"isbn": typed, "title": "Kiều", "asked": "1"}))
    assert f"“{typed}” không phải ISBN" in page
    assert said in page
    assert 'id="id_isbn_error"' in page
    assert "Chưa thư viện nào" not in page
    address = reverse("cataloguing:elsewhere_one", args=[made.pk])
    assert address not in page
    assert client.get(address, {"isbn": typed}).status_code == 404


def test_what_was_found_and_not_taken_goes_after_a_day(our_library: Person, zebra: int) -> None:
    fetched = fetched_from(our_library, zebra)
    Fetched.objects.update(fetched_at=NOW)
    asked(visit(our_library), Target.objects.get(), ISBN)
    assert Fetched.objects.count() == 1
    assert not Fetched.objects.filter(pk=fetched.pk).exists()


def test_only_those_who_catalogue_there_ask(our_library: Person, person) -> None:
    reader = person("DESK", "Thư viện huyện", kind="circulation")
    client = visit(reader)
    assert client.get(reverse("cataloguing:elsewhere")).status_code == 403
    private = target(free_port(), library=Organisation.objects.get(code="DESK"))
    assert visit(our_library).get(
        reverse("cataloguing:elsewhere_one", args=[private.pk]), ISBN
    ).status_code == 404  # fmt: skip
