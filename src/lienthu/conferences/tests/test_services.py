"""What is refused and what is kept: plans, delegates, doors, seats, papers, photographs."""

import io
from datetime import date, timedelta

import pytest
from conftest import Person
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lienthu.conferences.errors import ConferenceRefused, DelegateRefused, LinkRefused, PaperRefused
from lienthu.conferences.models import Delegate, Tap
from lienthu.conferences.queries import people as asked
from lienthu.conferences.rules.tables import Line
from lienthu.conferences.services import (
    arrivals,
    closing,
    links,
    papers,
    people,
    photos,
    planning,
    programme,
    seating,
    tables,
)
from lienthu.conferences.services.people import Facts
from lienthu.conferences.tests import builders
from lienthu.conferences.tests.builders import AT, DAY_TWO, FIRST, LAST, PDF, Delta, scanned

pytestmark = pytest.mark.django_db
FEW = ("Bạc Liêu", "Cà Mau", "Long An")


@pytest.fixture
def found(secretary: Person) -> Delta:
    return builders.delta(secretary, FEW)


@pytest.mark.once
def test_a_host_out_of_turn_needs_a_reason_and_the_next_year_another_host(found: Delta, secretary: Person) -> None:
    facts = {name: getattr(found.conference, name) for name in planning.FACTS}
    facts |= {"first_on": date(2020, 11, 1), "last_on": date(2020, 11, 1), "host_reason": ""}
    with pytest.raises(ConferenceRefused) as refused:
        planning.plan(group=found.group, facts=facts, **found.by)
    assert refused.value.context["field"] == "host_reason"
    assert "Cà Mau" in str(refused.value)
    facts["host"] = found.members["Cà Mau"]
    assert planning.plan(group=found.group, facts=facts, **found.by).host_reason == ""


@pytest.mark.once
def test_the_days_of_a_conference_keep_its_programme_in(found: Delta) -> None:
    builders.prepared(found)
    with pytest.raises(ConferenceRefused):
        planning.change(conference=found.conference, facts={"last_on": FIRST}, **found.by)
    last = found.conference.items.filter(on=LAST)
    titles = [item.title for item in last]
    programme.move(item=last[3], position=1, **found.by)
    assert [item.title for item in found.conference.items.filter(on=LAST)] == [titles[3], *titles[:3]]
    programme.remove(item=found.conference.items.filter(on=LAST)[0], **found.by)
    assert [item.position for item in found.conference.items.filter(on=LAST)] == [1, 2, 3]


@pytest.mark.once
def test_a_quota_holds_for_the_member_and_a_name_is_registered_once(found: Delta) -> None:
    host = found.members["Bạc Liêu"]
    people.set_quotas(conference=found.conference, places={host.pk: 1}, **found.by)
    made = people.register(conference=found.conference, member=host, facts=Facts(name="Lê  Văn An"), **found.by)
    assert made.name == "Lê Văn An"
    with pytest.raises(DelegateRefused, match="1"):
        people.register(conference=found.conference, member=host, facts=Facts(name="Trần Thị Bé"), **found.by)
    with pytest.raises(DelegateRefused):
        people.register(
            conference=found.conference, member=host, facts=Facts(name="lê văn an"), over_quota=True, **found.by
        )
    with pytest.raises(DelegateRefused):
        people.register(conference=found.conference, member=None, facts=Facts(name="Ai đó"), **found.by)
    people.withdraw(delegate=made, **found.by)
    people.register(conference=found.conference, member=host, facts=Facts(name="Trần Thị Bé"), **found.by)


@pytest.mark.once
def test_a_table_registers_whom_it_can_and_says_of_the_others_why(found: Delta) -> None:
    lines = [
        Line(2, "Lê Văn An", member="Thư viện tỉnh Cà Mau"), Line(3, "Trần Bé", member="long an", email="bé"),
        Line(4, "Ai đó", member="Thư viện tỉnh Hà Nam"), Line(5, "Vũ Khách", body="Sở VHTTDL", is_guest=True),
    ]  # fmt: skip
    taken = people.take_in(conference=found.conference, lines=lines, member=None, **found.by)
    assert (taken.registered, [row[0] for row in taken.refused]) == (3, [4])
    upload = SimpleUploadedFile("ds.xlsx", tables.list_of(found.conference))
    again = tables.read(upload)
    assert {line.name for line in again} == {"Lê Văn An", "Trần Bé", "Vũ Khách"}
    with pytest.raises(DelegateRefused):
        tables.read(SimpleUploadedFile("ds.xlsx", b"PK\x03\x04 broken"))


def test_two_doors_at_once_count_each_person_once_and_what_is_sent_again_is_told_once(found: Delta) -> None:
    builders.prepared(found)
    codes = list(found.conference.delegates.values_list("code", flat=True))
    assert scanned(found, codes[:3]) == ["counted"] * 3
    assert scanned(found, codes[:3]) == ["counted"] * 3  # the same message again
    assert Tap.objects.count() == 3
    # The other door had no network, and was first.
    earlier = DAY_TWO - timedelta(minutes=10)
    assert scanned(found, [codes[0], codes[3], "NOBODY"], door="Cửa phụ", at=earlier) == ["again", "counted", "unknown"]
    first = Delegate.objects.get(code=codes[0])
    assert (first.arrived_by, first.arrived_at) == ("Cửa phụ", earlier)
    assert asked.attendance(found.conference).arrived == 4
    arrivals.undo(delegate=first, reason="thẻ của người khác", **found.by)
    assert asked.attendance(found.conference).arrived == 3
    with pytest.raises(DelegateRefused):
        people.withdraw(delegate=Delegate.objects.get(code=codes[1]), **found.by)


def test_seats_change_hands_and_a_chosen_one_stays(found: Delta) -> None:
    builders.prepared(found)
    seating.propose(conference=found.conference, **found.by)
    one, other = list(found.conference.delegates.filter(organisation=found.members["Bạc Liêu"]))
    was, theirs = (one.row, one.seat), (other.row, other.seat)
    seating.put(delegate=one, row=theirs[0], seat=theirs[1], **found.by)
    other.refresh_from_db()
    assert (other.row, other.seat) == was
    seating.resize(conference=found.conference, rows=4, columns=6, **found.by)
    assert seating.propose(conference=found.conference, **found.by) == 0
    one.refresh_from_db()
    assert one.seat_kept
    with pytest.raises(DelegateRefused):
        seating.put(delegate=one, row=5, seat=1, **found.by)


@pytest.mark.once
def test_a_paper_is_what_is_in_it_whatever_it_is_called(found: Delta) -> None:
    with pytest.raises(PaperRefused):
        builders.paper(found, "Cà Mau", b"<html>", "tham-luan.pdf")
    made = builders.paper(found, "Cà Mau", builders.word_file(), "tham-luan.docx")
    assert made.path.endswith(".docx")
    with pytest.raises(PaperRefused):
        papers.send_back(paper=made, remarks=" ", **found.by)
    papers.send_back(paper=made, remarks="Thêm số liệu năm 2019", **found.by)
    facts = papers.Facts(title="Bản sửa", author="Lý Hoàng Vũ")
    upload = SimpleUploadedFile("sua.pdf", PDF)
    made = papers.hand_in_again(paper=made, facts=facts, upload=upload, sender=papers.Sender(None, "Cà Mau"), at=AT)
    with pytest.raises(PaperRefused):
        papers.publish(paper=made, public=True, **found.by)
    made = papers.accept(paper=made, remarks="", **found.by)
    papers.schedule(paper=made, slot=programme.Slot(LAST), **found.by)
    assert [step.state for step in made.steps.all()] == ["handed_in", "returned", "handed_in", "accepted"]
    papers.withdraw(paper=made, **found.by)
    assert not found.conference.items.exists()


@pytest.mark.once
def test_a_photo_is_kept_without_where_it_was_taken(found: Delta, hub_folder: object) -> None:
    exif = Image.Exif()
    exif[0x8825] = {2: (9.0, 17.0, 0.0)}
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(stream, "JPEG", exif=exif)
    made = photos.add(
        conference=found.conference, data=stream.getvalue(), caption="Quang cảnh Hội nghị", is_public=True, **found.by
    )
    from django.core.files.storage import default_storage

    with default_storage.open(made.file) as file, Image.open(file) as kept:
        assert not kept.getexif()
    with pytest.raises(ConferenceRefused):
        photos.add(conference=found.conference, data=b"<svg>", caption="x", is_public=True, **found.by)


@pytest.mark.once
def test_an_address_opens_one_members_list_until_it_is_handed_in(found: Delta) -> None:
    made = links.make(conference=found.conference, member=found.members["Cà Mau"], name="Chị Lan", **found.by)
    token = links.token(made)
    assert links.opened(token, AT).organisation == found.members["Cà Mau"]
    for wrong, at in ((token + "x", AT), (token, DAY_TWO + timedelta(days=3))):
        with pytest.raises(LinkRefused):
            links.opened(wrong, at)
    links.hand_in(link=made, at=AT)
    with pytest.raises(LinkRefused):
        links.hand_in(link=made, at=AT)
    links.make(conference=found.conference, member=found.members["Cà Mau"], name="Anh Ba", **found.by)
    with pytest.raises(LinkRefused):
        links.opened(token, AT)


@pytest.mark.once
def test_a_conference_is_not_closed_before_it_is_over_nor_without_anybody(found: Delta) -> None:
    with pytest.raises(ConferenceRefused):
        planning.cancel(conference=found.conference, reason="", **found.by)
    planning.begin(conference=found.conference, **found.by)
    for at in (DAY_TWO - timedelta(days=1), DAY_TWO):
        with pytest.raises(ConferenceRefused):
            closing.close(conference=found.conference, actor=None, at=at)
