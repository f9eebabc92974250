"""What the history of a thing says of its facts."""

import pytest

from lienthu.common.models import AuditEntry
from lienthu.common.templatetags.history import audit_after


@pytest.mark.parametrize(
    ("kept", "told"),
    [("0909111222", "0909111222"), ("20260102", "20260102"), ("2026-01-02", "02/01/2026")],
)
def test_only_a_day_is_told_as_a_day(kept: str, told: str) -> None:
    assert [line.rpartition(": ")[2] for line in audit_after(AuditEntry(action="", after={"phone": kept}))] == [told]


def test_a_key_of_the_things_own_field_is_told_in_words() -> None:
    entry = AuditEntry(action="", thing="catalogue.copy", after={"status": "damaged", "note": "damaged"})
    assert [line.rpartition(": ")[2] for line in audit_after(entry)] == ["hư hỏng, không cho mượn", "damaged"]
