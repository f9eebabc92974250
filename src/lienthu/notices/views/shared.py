"""What the pages of notices share: where one works, and as whom."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from lienthu.accounts.pages import library_of
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.notices.models import Letter

READ = "patrons.read"
SEND = "patrons.edit"
LAY_DOWN = "circulation.policies"


def name_of(library: Organisation) -> str:
    return federation.short_names([library.pk], timezone.localdate())[library.pk]


def own_letter(request: HttpRequest, number: int) -> Letter:
    """A letter of the library that one works at; page 404 for any other."""
    rows = Letter.objects.select_related("patron", "correspondent", "library", "printing")
    return get_object_or_404(rows, pk=number, library=library_of(request))
