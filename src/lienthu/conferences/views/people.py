"""Who comes: the members beside their numbers, delegates and guests, tables, addresses, seats."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts.pages import by, kept, told, user_of
from lienthu.accounts.permissions import SOMEWHERE, can, require_role
from lienthu.common import audit
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.conferences.forms.people import DelegateForm, HallForm, LinkForm, SeatForm, TableForm
from lienthu.conferences.models import Conference, Delegate, MemberLink
from lienthu.conferences.queries import conferences as queries
from lienthu.conferences.queries import people as asked
from lienthu.conferences.rules.seating import Seat, fairness
from lienthu.conferences.services import links, people, seating, tables
from lienthu.conferences.views.shared import (
    READ,
    WRITE,
    around,
    members_offered,
    named,
    number_in,
    of_conference,
)
from lienthu.federation import queries as federation

PAGE = 50


@require_safe
@of_conference(READ)
def people_page(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    return _page(request, conference)


def _page(request: HttpRequest, conference: Conference, **more: Any) -> HttpResponseBase:
    """Members with quotas and numbers, the people, the table, the addresses. A member's staff see their own people."""
    prepares = queries.may_prepare(user_of(request), conference)
    offered = members_offered(request, conference)
    text = request.GET.get("q", "").strip()[:80]
    rows = asked.found(conference, text)
    if not prepares:
        rows = rows.filter(organisation__in=[member.pk for member, _name in offered])
    page = Paginator(rows.order_by("organisation__code", "pk"), PAGE).get_page(request.GET.get("page"))
    found = list(page)
    context = {
        "tab": "people", "attendance": asked.attendance(conference), "page": page, "text": text,
        "people": list(zip(found, asked.unit_names(conference, found).values(), strict=True)),
        "may_register": bool(offered) and conference.is_open, "table_form": TableForm(),
        "link_form": LinkForm(members=offered), **more,
    }  # fmt: skip
    if prepares:
        rows_of_links = conference.links.filter(revoked_at=None).select_related("organisation")
        names = federation.names([link.organisation_id for link in rows_of_links], conference.first_on)
        context["links"] = [
            (link, names[link.organisation_id],
             request.build_absolute_uri(reverse("delegate_link:page", args=[links.token(link)])))
            for link in rows_of_links
        ]  # fmt: skip
    return render(request, "conferences/people.html", around(request, conference, _("Delegates"), **context))


@require_POST
@of_conference(WRITE)
def quotas(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """Places of each member: `places-KEY`, empty for as many as it likes."""
    given: dict[int, int | None] = {}
    for member in queries.members_of(conference):
        typed = request.POST.get(f"places-{member.pk}", "").strip()
        if typed and not (typed.isascii() and typed.isdigit() and int(typed) <= 999):
            messages.error(request, _("Write the places as a number up to 999, or leave them empty."))
            return redirect("conferences:people", conference.pk)
        given[member.pk] = int(typed) if typed else None
    told(request, _("Places kept."), people.set_quotas, conference=conference, places=given, **by(request))
    return redirect("conferences:people", conference.pk)


@of_conference(READ)
def register(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """A delegate of one's own member; who prepares the conference writes down anybody."""
    offered = members_offered(request, conference)
    prepares = queries.may_prepare(user_of(request), conference)
    if not offered:
        raise PermissionDenied
    initial = {"role": Delegate.Role.DELEGATE, "member": request.GET.get("member", "")}
    form = DelegateForm(request.POST or None, members=offered, prepares=prepares, initial=initial)
    if request.method == "POST" and form.is_valid():
        words = {"conference": conference, "member": form.from_member(), "facts": form.facts(), "over_quota": prepares}
        made = kept(form, people.register, **words, **by(request))
        if made:
            messages.success(request, _("%(name)s is registered.") % {"name": made.called})
            again = request.POST.get("do") == "again"
            return redirect("conferences:register" if again else "conferences:people", conference.pk)
    back = reverse("conferences:people", args=[conference.pk])
    context = {"form": form, "title": _("Register somebody"), "button": _("Register"), "again": True, "back": back}
    return render(
        request, "conferences/form.html", around(request, conference, _("Register somebody"), tab="people", **context)
    )


@require_role(READ, over=SOMEWHERE)
def delegate(request: HttpRequest, number: int) -> HttpResponseBase:
    """One person: changed, withdrawn (`do=withdraw`), not there after all (`do=not_there`)."""
    row = get_object_or_404(Delegate.objects.select_related("conference__federation", "organisation"), pk=number)
    conference, person = row.conference, user_of(request)
    prepares = queries.may_prepare(person, conference)
    if not prepares and not (row.organisation and can(person, WRITE, row.organisation)):
        raise PermissionDenied
    back = reverse("conferences:people", args=[conference.pk])
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        told(request, _("%(name)s does not come.") % {"name": row.name}, people.withdraw, delegate=row, **by(request))
        return redirect(back)
    if request.method == "POST" and request.POST.get("do") == "not_there":
        from lienthu.conferences.services import arrivals

        if not prepares:
            raise PermissionDenied
        done = _("%(name)s is not there.") % {"name": row.name}
        told(request, done, arrivals.undo, delegate=row, reason=request.POST.get("reason", ""), **by(request))
        return redirect("conferences:delegate", row.pk)
    initial = {name: getattr(row, name) for name in people.FACTS}
    members = named(conference, [row.organisation] if row.organisation else [])
    form = DelegateForm(request.POST or None, initial=initial, members=members, prepares=prepares, fixed=True)
    if request.method == "POST" and form.is_valid():
        kept_row = kept(form, people.change, delegate=row, facts=form.facts(row), **by(request))
        if kept_row:
            messages.success(request, _("Kept."))
            return redirect(back)
    context = {
        "form": form, "title": row.called, "button": _("Save"), "back": back, "delegate": row,
        "entries": audit.entries_of(row)[:30], "tab": "people",
    }  # fmt: skip
    return render(request, "conferences/delegate.html", around(request, conference, row.called, **context))


@require_safe
@of_conference(WRITE)
def table(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """Everybody who comes, as XLSX."""
    return download(tables.list_of(conference), f"dai-bieu-{conference.first_on:%Y-%m-%d}.xlsx")


@require_safe
@of_conference(READ)
def empty_table(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    return download(tables.empty_table(), "mau-danh-sach-dai-bieu.xlsx")


@require_POST
@of_conference(READ)
def take_in(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """A filled-in table: who could be registered is; each other line is shown with its reason."""
    offered = members_offered(request, conference)
    if not offered:
        raise PermissionDenied
    prepares = queries.may_prepare(user_of(request), conference)
    form = TableForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            lines = tables.read(form.cleaned_data["file"])
            member = None if prepares else offered[0][0]
            taken = people.take_in(conference=conference, lines=lines, member=member, **by(request))
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return _page(request, conference, taken=taken)
    return _page(request, conference, table_form=form)


@require_POST
@of_conference(WRITE)
def link(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """Make an address for a member, or take one back (`revoke=`)."""
    number = number_in(request.POST.get("revoke"))
    if number:
        row = get_object_or_404(MemberLink, pk=number, conference=conference)
        told(request, _("The address opens nothing any more."), links.revoke, link=row, **by(request))
        return redirect(f"{reverse('conferences:people', args=[conference.pk])}#links")
    form = LinkForm(request.POST, members=members_offered(request, conference))
    if form.is_valid():
        member = form.members[form.cleaned_data["member"]]
        words = {"conference": conference, "member": member, "name": form.cleaned_data["name"]}
        if kept(form, links.make, **words, **by(request)):
            messages.success(request, _("The address is made. Send it to that person, and to nobody else."))
            return redirect(f"{reverse('conferences:people', args=[conference.pk])}#links")
    return _page(request, conference, link_form=form)


@of_conference(WRITE)
def seats(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """The hall: its size, a proposal for everybody, one person put elsewhere."""
    everybody = asked.in_order(conference)
    units = asked.unit_names(conference, everybody)
    seated = [each for each in everybody if not each.on_presidium]
    choices = [(each.pk, f"{each.name} – {units[each.pk]}") for each in seated]
    hall_form = HallForm(initial={"rows": conference.seat_rows, "columns": conference.seat_columns})
    seat_form = SeatForm(people=choices, initial={"delegate": request.GET.get("person", "")})
    words: dict[str, Any] = {"conference": conference, **by(request)}
    match request.POST.get("do") if request.method == "POST" else None:
        case "size":
            hall_form = HallForm(request.POST)
            if hall_form.is_valid() and kept(hall_form, seating.resize, **hall_form.cleaned_data, **words):
                return redirect("conferences:seats", conference.pk)
        case "propose":
            try:
                without = seating.propose(**words)
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                if without:
                    messages.warning(
                        request, _("The hall is too small: %(n)d people have no seat. Make it larger.") % {"n": without}
                    )
                else:
                    messages.success(request, _("Everybody has a seat. Those that you chose yourself stayed."))
            return redirect("conferences:seats", conference.pk)
        case "put":
            seat_form = SeatForm(request.POST, people=choices)
            if seat_form.is_valid():
                given = seat_form.cleaned_data
                person = get_object_or_404(Delegate, pk=int(given["delegate"]), conference=conference)
                place = {"row": given["row"], "seat": given["seat"]}
                if kept(seat_form, seating.put, delegate=person, **place, **by(request)):
                    return redirect("conferences:seats", conference.pk)
    return render(
        request, "conferences/seats.html",
        around(request, conference, _("Seats"), tab="seats", hall_form=hall_form, seat_form=seat_form,
               **_hall(conference, everybody, units)),
    )  # fmt: skip


def _hall(conference: Conference, everybody: list[Delegate], units: dict[int, str]) -> dict[str, Any]:
    short = federation.short_names(
        [row.organisation_id for row in everybody if row.organisation_id], conference.first_on
    )
    taken = {(each.row, each.seat): each for each in everybody if each.row}
    hall = [
        (row, [(seat, taken.get((row, seat))) for seat in range(1, conference.seat_columns + 1)])
        for row in range(1, conference.seat_rows + 1)
    ]
    members: dict[int, list[int]] = {}
    keys = sorted({each.organisation_id for each in everybody if each.organisation_id})
    shades = {key: at for at, key in enumerate(keys)}
    places = {each.pk: Seat(each.row, each.seat) for each in everybody if each.row and each.seat}
    for each in everybody:
        each.shade = shades[each.organisation_id] % 8 if each.organisation_id else 8  # type: ignore[attr-defined]
        each.short_unit = short.get(each.organisation_id or 0, units[each.pk])  # type: ignore[attr-defined]
        if each.organisation_id:
            members.setdefault(each.organisation_id, []).append(each.pk)
    mean = fairness(places, members)
    return {
        "hall": hall,
        "presidium": [each for each in everybody if each.on_presidium],
        "without": [each for each in everybody if not each.on_presidium and not each.row],
        "fairness": [(short[member], row) for member, row in sorted(mean.items(), key=lambda one: one[1])],
    }
