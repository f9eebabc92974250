"""What is counted, in whose words, and from what."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.indicators.models import Section
from lienthu.indicators.queries.access import READ
from lienthu.indicators.queries.definitions import indicators_on
from lienthu.indicators.words import told


@require_role(READ, over=SOMEWHERE)
def indicator_list(request: HttpRequest) -> HttpResponseBase:
    held = indicators_on(timezone.localdate())
    names = {one.code: one.name for one in held}
    sections = [
        (section.label, [(one, told(one, names)) for one in held if one.section == section]) for section in Section
    ]
    return render(request, "indicators/list.html", {"sections": [each for each in sections if each[1]]})
