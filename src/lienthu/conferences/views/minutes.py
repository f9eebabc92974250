"""Minutes and photographs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import by, kept, told, user_of
from lienthu.accounts.permissions import SOMEWHERE, acts_for, require_role
from lienthu.common.access import demand
from lienthu.common.downloads import stored
from lienthu.conferences.forms.planning import MinutesForm, PhotoForm
from lienthu.conferences.models import Conference, Minutes, Photo
from lienthu.conferences.queries import conferences as queries
from lienthu.conferences.queries import papers, people
from lienthu.conferences.services import closing, photos
from lienthu.conferences.views.shared import READ, WRITE, around, of_conference

NAMES = ("chair", "secretary", "begun", "ended", "ended_on", "course", "conclusions")


@of_conference(WRITE)
def minutes(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """What the minutes say besides what is known already, and the photographs."""
    row = Minutes.objects.filter(conference=conference).first()
    initial = {name: getattr(row, name) for name in NAMES} if row else {"ended_on": conference.last_on}
    form = MinutesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = {"conference": conference, "facts": form.cleaned_data}
        if kept(form, closing.write_minutes, **facts, **by(request)):
            messages.success(request, _("Kept."))
            return redirect("conferences:minutes", conference.pk)
    return _page(request, conference, form, PhotoForm())


def _page(request: HttpRequest, conference: Conference, form: MinutesForm, photo_form: PhotoForm) -> HttpResponseBase:
    said = Minutes.objects.filter(conference=conference).first()
    context = {
        "number": said.number if said else "", "in_register": queries.registered(conference, "minutes"),
        "may_number": acts_for(user_of(request), WRITE, conference.federation),
        "tab": "minutes", "form": form, "photo_form": photo_form, "photos": list(conference.photos.all()),
        "attendance": people.attendance(conference), "contributions": papers.contributions(conference),
        "may_photograph": conference.state in photos.WRITTEN,
    }  # fmt: skip
    return render(request, "conferences/minutes.html", around(request, conference, _("Minutes and photos"), **context))


@require_POST
@of_conference(WRITE)
def add_photo(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    form = PhotoForm(request.POST, request.FILES)
    there = f"{reverse('conferences:minutes', args=[conference.pk])}#photos"
    if form.is_valid():
        given = form.cleaned_data
        words = {"caption": given["caption"], "is_public": given["is_public"]}
        data = given["photo"].read(photos.LARGEST + 1)
        if kept(form, photos.add, conference=conference, data=data, **words, **by(request)):
            return redirect(there)
    row = Minutes.objects.filter(conference=conference).first()
    initial = {name: getattr(row, name) for name in NAMES} if row else {}
    return _page(request, conference, MinutesForm(initial=initial), form)


@require_role(READ, over=SOMEWHERE)
def photo(request: HttpRequest, number: int) -> HttpResponseBase:
    """One photograph: looked at; with POST another caption, or taken away (`do=remove`)."""
    row = get_object_or_404(Photo.objects.select_related("conference__federation", "conference__host"), pk=number)
    conference = row.conference
    if not queries.may_prepare(user_of(request), conference):
        demand(request.user, WRITE, conference.host)
    there = f"{reverse('conferences:minutes', args=[conference.pk])}#photos"
    if request.method == "POST":
        if request.POST.get("do") == "remove":
            told(request, _("Taken away."), photos.remove, photo=row, **by(request))
        else:
            caption, public = request.POST.get("caption", ""), "is_public" in request.POST
            told(request, _("Kept."), photos.change, photo=row, caption=caption, is_public=public, **by(request))
        return redirect(there)
    return stored(row.file, "image/jpeg")
