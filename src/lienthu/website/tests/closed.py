"""Pages about one library's site, which a sister library must not open."""

from collections.abc import Iterable

from conftest import NOW, Person

from lienthu.website.models import Question
from lienthu.website.services.sites import open_site


def addresses(ours: Person) -> Iterable[str]:
    site = open_site(code="ours", title="Trang của ta", organisation=ours.library, actor=ours.user, at=NOW)
    row = Question.objects.create(site=site, asked_at=NOW, text="Thư viện mở cửa chủ nhật không?")
    return [f"/staff/website/{site.code}/", f"/staff/website/{site.code}/article/",
            f"/staff/website/{site.code}/questions/", f"/staff/website/question/{row.pk}/"]  # fmt: skip
