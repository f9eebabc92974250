"""The levels of the network, which are the whole hub's: whoever answers for all of it adds one."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthu.common.access import SOMEWHERE, allowed, require_role
from lienthu.federation.forms import TierForm
from lienthu.federation.models import Tier
from lienthu.federation.views.federations import GOVERN, READ
from lienthu.federation.views.pages import change_page


@require_role(READ, over=SOMEWHERE)
def tiers(request: HttpRequest) -> HttpResponse:
    """All levels in their order, with the number of organisations that stand on each."""
    rows = Tier.objects.annotate(count=Count("organisations")).order_by("rank", "key")
    context = {"tiers": rows, "may_add": allowed(request.user, GOVERN, None)}
    return render(request, "federation/tier_list.html", context)


@require_role(GOVERN, over=None)
def add_tier(request: HttpRequest) -> HttpResponseBase:
    """Add a level."""
    return change_page(
        request,
        TierForm(request.POST or None),
        None,
        of=_("Tiers of the network"),
        back=reverse("federation:tiers"),
        demand=lambda _form: None,
    )
