"""Certificates: printed with their letters inside, checked by their address, taken back."""

from typing import Any

import pytest
from conftest import NOW, Person
from django.test import Client

from lienthu.common import certificates
from lienthu.common.certificates import Paper

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def paper(person: Person, **words: Any) -> Paper:
    told = {"holder": "Nguyễn Thị Ánh Tuyết", "reason": "Đạt Giải Nhất kể chuyện theo sách\nnăm 2026", **words}
    return Paper(
        kind="commendation", organisation=person.library.pk, issuer="Thư viện tỉnh An Giang", issued_on=NOW.date(),
        number="12/QĐ-TV", place="An Giang", signer_title="Giám đốc", signer="Trần Văn Sơn", **told,
    )  # fmt: skip


def test_a_certificate_is_printed_checked_and_taken_back(our_library: Person) -> None:
    made = certificates.issue(paper=paper(our_library), thing=our_library.library, actor=our_library.user, at=NOW)
    assert certificates.issue(paper=paper(our_library), thing=our_library.library, actor=None, at=NOW) == made
    asked: list[str] = []
    printed = certificates.pdf([made], address=lambda path: asked.append(path) or f"https://lien-thu.vn{path}")
    assert printed.startswith(b"%PDF")
    assert b"Libertinus" in printed
    page = Client().get(asked[0])
    assert "Nguyễn Thị Ánh Tuyết" in page.content.decode()
    assert "12/QĐ-TV" in page.content.decode()
    certificates.revoke(thing=our_library.library, reason="Nhầm tên", actor=our_library.user, at=NOW)
    assert "message-warning" in Client().get(asked[0]).content.decode()
    assert Client().get(asked[0][:-3] + "x/").status_code == 404


def test_a_name_that_nobody_agreed_to_show_is_initials_to_whoever_checks(our_library: Person) -> None:
    hidden = paper(our_library, names_holder=False)
    made = certificates.issue(paper=hidden, thing=our_library.library, actor=None, at=NOW)
    page = Client().get(f"/xac-nhan/{certificates.token(made)}/").content.decode()
    assert "N. T. Á. T." in page
    assert "Ánh" not in page
