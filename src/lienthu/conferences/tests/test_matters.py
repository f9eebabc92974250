"""What a conference resolved and whom it elected, on its pages and in its minutes; numbers of its papers."""

from datetime import date

import pytest
from conftest import Person
from django.test import Client
from django.urls import reverse

from lienthu.common.papers import as_docx
from lienthu.conferences.errors import ConferenceRefused
from lienthu.conferences.models import Conference
from lienthu.conferences.queries import matters as queries
from lienthu.conferences.services import documents, matters, numbering, planning
from lienthu.conferences.tests import builders
from lienthu.conferences.tests.builders import FIRST, LAST, Delta
from lienthu.conferences.tests.test_bac_lieu import words_of
from lienthu.federation.models import Federation
from lienthu.governance.models import Election
from lienthu.governance.services import elections, resolutions
from lienthu.governance.tests.builders import BY, adopted, term
from lienthu.registry.models import Document
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking

pytestmark = pytest.mark.django_db
FEW = ("Bạc Liêu", "Cà Mau", "Long An")


@pytest.fixture
def found(secretary: Person) -> Delta:
    made = builders.delta(secretary, FEW)
    booking.say_issuer(holder=Holder(federation=made.group), sign="LHTV", body="Ban Chấp hành", place="Cà Mau", **BY)
    return made


def elected(found: Delta) -> Election:
    served = term(found.group, "Nhiệm kỳ 2019–2021", LAST, date(2022, 1, 1))
    made = elections.open_election(federation=found.group, term=served, held_on=LAST, seats=1, **BY)
    who = elections.nominate(
        election=made, organisation=found.members["Cà Mau"], person_name="Lý Hoàng Vũ", position="chair",
        capacity="Giám đốc Thư viện tỉnh Cà Mau", leads_library=True, **BY,
    )  # fmt: skip
    for member in found.members.values():
        elections.vote(election=made, organisation=member, choices={who.pk: "for"}, **BY)
    return elections.close(election=made, **BY)


def test_minutes_and_public_page_tell_what_was_resolved_and_who_was_elected(found: Delta, secretary: Person) -> None:
    members = list(found.members.values())
    adopted(found.group, members, on=date(2018, 12, 28), text="Chia sẻ biểu ghi", due_on=date(2019, 6, 30))
    here, poll = adopted(found.group, members, on=LAST), elected(found)
    client = Client()
    client.force_login(secretary.user)
    address = reverse("conferences:matters", args=[found.conference.pk])
    page = client.get(address).content.decode()
    assert page.count(" checked") == 2  # both lie in its days; the older resolution is not offered
    assert "Chia sẻ biểu ghi" in page  # but what became of it is told
    assert client.post(address, {"keys": [f"r{here.pk}", f"e{poll.pk}", "r0"]}).status_code == 422
    client.post(address, {"keys": [f"r{here.pk}", f"e{poll.pk}"]})
    minutes = words_of(as_docx([documents.minutes(found.conference)]))
    for said in (
        "IV. Nghị quyết, bầu cử", f"Nghị quyết số {here.number}", "3/3 thư viện thành viên biểu quyết, 3 đồng ý",
        "Lý Hoàng Vũ, Giám đốc Thư viện tỉnh Cà Mau: Chủ tịch (3 phiếu đồng ý)", "V. Kết luận", "Chia sẻ biểu ghi",
    ):  # fmt: skip
        assert said in minutes
    Conference.objects.update(state=Conference.State.HELD, is_public=True)
    public = reverse("portal:conference", args=[found.conference.pk])
    told = client.get(public).content.decode()
    assert "Lý Hoàng Vũ" in told
    assert here.number not in told  # nobody has made it public
    resolutions.show(resolution=here, is_public=True, **BY)
    assert here.number in client.get(public).content.decode()
    assert here.number in client.get(reverse("conferences:page", args=[found.conference.pk])).content.decode()


def test_the_next_conference_hears_what_became_of_the_last_ones_resolutions(found: Delta) -> None:
    members, row = list(found.members.values()), found.conference
    here = adopted(found.group, members, on=LAST)
    matters.pick(conference=row, keys=[f"r{here.pk}"], **found.by)
    assert queries.became(row, FIRST) == []  # adopted at it, not before it
    Conference.objects.update(state=Conference.State.HELD)
    facts = {
        "kind": row.kind, "title": "Hội nghị sơ kết", "first_on": date(2020, 7, 10), "last_on": date(2020, 7, 10),
        "host": found.members["Cà Mau"], "venue": "Hội trường",
    }  # fmt: skip
    following = planning.plan(group=found.group, facts=facts, **found.by)
    assert queries.last_before(following) == row
    assert [each.item.resolution for each in queries.became(following, date(2020, 7, 1))] == [here]
    with pytest.raises(ConferenceRefused):  # it belongs to the one before
        matters.pick(conference=following, keys=[f"r{here.pk}"], **found.by)
    stranger = Federation.objects.create(code="KHAC", name="Liên hiệp khác")
    other = resolutions.begin(federation=stranger, about="Việc khác", **BY)
    with pytest.raises(ConferenceRefused):
        matters.pick(conference=following, keys=[f"r{other.pk}"], **found.by)
    matters.pick(conference=row, keys=[], **found.by)
    assert queries.resolved(row) == []


def test_plan_and_invitations_get_their_numbers_from_the_register(found: Delta) -> None:
    row, day = found.conference, date(2019, 10, 1)
    made = numbering.give(conference=row, what="plan", on=day, **found.by)
    with pytest.raises(ConferenceRefused) as twice:
        numbering.give(conference=row, what="plan", on=day, **found.by)
    assert twice.value.code == "numbered"
    paper = {"conference": row, "what": "invitations", "on": day, "symbol": "15/GM-LHTV"}
    with pytest.raises(ConferenceRefused) as skipped:
        numbering.give(**paper, **found.by)
    assert (skipped.value.code, skipped.value.context["field"]) == ("number_skipped", "symbol")
    numbering.give(**paper, carried=True, **found.by)
    row = found.reload()
    assert (row.plan_number, row.plan_on, row.invitation_number) == ("01/KH-LHTV", day, "15/GM-LHTV")
    assert (
        Document.objects.get(pk=made.pk).subject == "Tổ chức hội nghị Tổng kết công tác năm 2019 và Giao lưu thể thao"
    )
    done = numbering.give(conference=row, what="minutes", on=LAST, actor=found.secretary, at=builders.DAY_TWO)
    assert done.symbol == "01/BB-LHTV"
    assert "Số: 01/BB-LHTV" in words_of(as_docx([documents.minutes(row)]))
    booking.cancel(document=made, reason="Sai ngày", **found.by)
    assert numbering.give(conference=row, what="plan", on=day, **found.by).symbol == "02/KH-LHTV"
