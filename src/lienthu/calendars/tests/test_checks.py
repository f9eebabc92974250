"""What `lienthu check` proves of calendars."""

from datetime import date

import pytest
from django.core.management import call_command

from lienthu.calendars.checks import problems
from lienthu.calendars.models import OpeningSpan, SpecialDay, Stamp

from .builders import hours, library, site, special

pytestmark = pytest.mark.django_db


def test_a_hub_as_it_comes_and_what_services_wrote_is_well() -> None:
    lib = library("LIB")
    hours(lib)
    special(lib, date(2026, 3, 2), at=site(lib), hours="8-10")
    special(lib, repeats="rule", rule="FREQ=MONTHLY;BYDAY=1MO")
    assert list(problems()) == []


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_emptied_has_its_stamp_again() -> None:
    Stamp.objects.all().delete()
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)  # the rows that come back keep theirs
    assert list(problems()) == []


def test_what_cannot_be_read_is_told() -> None:
    lib, other = library("LIB"), library("OTHER")
    hours(lib)
    row = special(lib, date(2026, 3, 2), at=site(lib))
    OpeningSpan.objects.update(rule="FREQ=NEVER")
    SpecialDay.objects.filter(pk=row.pk).update(hours="sáng", rule="x", organisation=other)
    Stamp.objects.all().delete()
    told = list(problems())
    assert len(told) == 6
    assert all(word in " ".join(told) for word in ("FREQ=NEVER", "sáng", "'x'", "another organisation", "stamp"))
