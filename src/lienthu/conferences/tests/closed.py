"""Pages about our own conference, which a library outside of the federation must not read."""

import io
from collections.abc import Iterator
from datetime import date

from conftest import NOW, Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from lienthu.conferences.models import ConferenceKind
from lienthu.conferences.services import papers, people, photos, planning
from lienthu.federation.models import Federation, Membership
from lienthu.federation.services.federations import add_office


def addresses(ours: Person) -> Iterator[str]:
    group = Federation.objects.create(code="LH-CONF", name="Liên hiệp Thư viện")
    Membership.objects.create(federation=group, organisation=ours.library)
    add_office(federation=group, organisation=ours.library, position="lead_library", actor=None, at=NOW)
    day = date(2026, 3, 1)
    facts = {
        "kind": ConferenceKind.objects.all()[0], "title": "Hội nghị", "first_on": day, "last_on": day,
        "host": ours.library, "venue": "Hội trường",
    }  # fmt: skip
    by = {"actor": ours.user, "at": NOW}
    row = planning.plan(group=group, facts=facts, **by)
    planning.show(conference=row, public=True, **by)
    for name in (
        "page", "change", "words", "programme", "costs", "people", "register", "table", "empty_table", "seats", "door",
        "counts", "papers", "speaking", "screen", "minutes",
        "matters",
    ):  # fmt: skip
        yield reverse(f"conferences:{name}", args=[row.pk])
    yield reverse("conferences:number", args=[row.pk, "plan"])
    for what in ("plan", "invitations", "minutes", "badges", "seats", "programme"):
        yield reverse("conferences:print", args=[row.pk, what, "pdf"])
    person = people.register(conference=row, member=ours.library, facts=people.Facts(name="Lê Văn An"), **by)
    yield reverse("conferences:delegate", args=[person.pk])
    paper = papers.hand_in(
        conference=row, member=ours.library, facts=papers.Facts(title="Tham luận", author="Lê Văn An"),
        upload=SimpleUploadedFile("a.pdf", b"%PDF-1.7"), sender=papers.Sender(ours.user), at=NOW,
    )  # fmt: skip
    yield reverse("conferences:paper", args=[paper.pk])
    yield reverse("conferences:paper_file", args=[paper.pk])
    stream = io.BytesIO()
    Image.new("RGB", (6, 4)).save(stream, "JPEG")
    photo = photos.add(conference=row, data=stream.getvalue(), caption="Ảnh", is_public=False, **by)
    yield reverse("conferences:photo", args=[photo.pk])
