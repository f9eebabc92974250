"""Pages about our own gifts, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import NOW, Person
from django.urls import reverse

from lienthu.sharing.models import Gift


def addresses(ours: Person) -> Iterator[str]:
    gift = Gift.objects.create(library=ours.library, recipient_name="Đồn biên phòng", on=NOW.date())
    yield from (
        reverse(f"sharing:{name}", args=[gift.pk]) for name in ("gift", "gift_table", "gift_minutes", "gift_hand_over")
    )
