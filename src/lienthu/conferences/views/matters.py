"""What the conference resolved and whom it elected, what became of the resolutions before it, numbers of its papers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lienthu.accounts.pages import by, kept, user_of
from lienthu.accounts.permissions import acts_for
from lienthu.conferences.forms.planning import MattersForm
from lienthu.conferences.models import Conference, Minutes
from lienthu.conferences.queries import conferences as queries
from lienthu.conferences.queries import matters
from lienthu.conferences.services import matters as services
from lienthu.conferences.services import numbering
from lienthu.conferences.views.shared import READ, WRITE, around, of_conference
from lienthu.governance.models import Election, Resolution
from lienthu.governance.queries import access
from lienthu.governance.queries.resolutions import in_words
from lienthu.registry.forms.numbers import NumberForm
from lienthu.registry.queries.documents import next_symbol
from lienthu.registry.queries.holders import Holder


@of_conference(READ)
def matters_page(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """Resolutions with their votes, who was elected, and how far what was resolved before has come."""
    person, today = user_of(request), timezone.localdate()
    offered, picked = matters.offered(conference), matters.picked(conference)
    choices = [(f"r{row.pk}", _resolution(row)) for row in offered.resolutions]
    choices += [(f"e{row.pk}", _election(row)) for row in offered.elections]
    form = MattersForm(request.POST or None, choices=choices, initial={"keys": picked or sorted(offered.fitting)})
    if request.method == "POST":
        if not queries.may_prepare(person, conference):
            raise PermissionDenied
        given = {"request": request, "conference": conference}
        if form.is_valid() and kept(form, _pick, keys=form.cleaned_data["keys"], **given):
            messages.success(request, _("Kept. Minutes and public page say it from now on."))
            return redirect("conferences:matters", conference.pk)
    followed = matters.became(conference, today)
    context = {
        "tab": "matters", "form": form, "choices": choices, "resolved": matters.resolved(conference),
        "elected": matters.elected(conference), "followed": followed, "in_words": in_words(followed),
        "before": matters.last_before(conference), "not_picked": bool(offered.fitting) and not picked,
        "may_open": access.may_read(person, conference.federation, today),
        "may_draft": access.may_write(person, conference.federation, today),
    }  # fmt: skip
    more = around(request, conference, _("Resolutions and elections"), **context)
    may_pick = more["prepares"] and conference.state != Conference.State.CANCELLED
    status = 422 if form.errors else 200
    return render(request, "conferences/matters.html", {**more, "may_pick": may_pick}, status=status)


def _pick(*, request: HttpRequest, conference: Conference, keys: list[str]) -> bool:
    services.pick(conference=conference, keys=keys, **by(request))
    return True


def _resolution(row: Resolution) -> str:
    if row.state == Resolution.State.DRAFT:
        return _("Draft: %(about)s") % {"about": row.about}
    words = {"number": row.number or row.get_state_display(), "about": row.about, "day": f"{row.voted_on:%d/%m/%Y}"}
    return _("%(number)s %(about)s (%(day)s)") % words


def _election(row: Election) -> str:
    return _("Election: %(term)s (%(day)s)") % {"term": row.term.name, "day": f"{row.held_on:%d/%m/%Y}"}


TITLES = {
    "plan": gettext_lazy("Number of the plan"), "invitations": gettext_lazy("Number of the invitations"),
    "minutes": gettext_lazy("Number of the minutes"),
}  # fmt: skip


@of_conference(WRITE)
def number(request: HttpRequest, conference: Conference, what: str) -> HttpResponseBase:
    """Draw the number of plan, invitations or minutes from the federation's register."""
    if what not in numbering.SORTS:
        raise Http404
    sort, today = numbering.SORTS[what], timezone.localdate()
    if not acts_for(user_of(request), WRITE, conference.federation, day=today):
        raise PermissionDenied
    said = Minutes.objects.filter(conference=conference).first() if what == "minutes" else None
    typed = getattr(said, sort.number, "") if what == "minutes" else getattr(conference, sort.number)
    held = (said and said.ended_on) or conference.last_on
    on = (min(held, today) if what == "minutes" else getattr(conference, sort.on)) or today
    initial = {"symbol": typed or next_symbol(Holder(federation=conference.federation), sort.kind, on), "on": on}
    form = NumberForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = kept(form, numbering.give, conference=conference, what=what, **form.cleaned_data, **by(request))
        if made:
            messages.success(request, _("It is %(number)s in the register.") % {"number": made.symbol})
            return redirect("conferences:page", conference.pk)
    title = TITLES[what]
    context = {"form": form, "title": title, "button": pgettext("a document", "Give the number"),
               "back": reverse("conferences:page", args=[conference.pk])}  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "conferences/form.html", around(request, conference, title, **context), status=status)
