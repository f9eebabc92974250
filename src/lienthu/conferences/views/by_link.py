"""A member registers its delegates and hands in a paper without an account: a signed address, handed in once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.pages import kept, told
from lienthu.common.by_link import opened_by
from lienthu.conferences.forms.people import DelegateForm, PaperForm
from lienthu.conferences.models import MemberLink, Paper
from lienthu.conferences.queries import papers as papers_asked
from lienthu.conferences.queries import people as asked
from lienthu.conferences.services import links, papers, people
from lienthu.conferences.services.papers import Facts, Sender
from lienthu.conferences.views.shared import named, number_in


@opened_by(lambda token: links.opened(token, timezone.now()))
def page(request: HttpRequest, link: MemberLink, token: str) -> HttpResponseBase:
    """The member's delegates and papers. `do=`: person, withdraw, paper, hand_in; once handed in it only shows."""
    conference, member = link.conference, link.organisation
    offered = named(conference, [member])
    person = DelegateForm(members=offered, prepares=False, auto_id="d-%s")
    paper = PaperForm(members=offered, prepares=False, auto_id="p-%s")
    by = {"actor": None, "at": timezone.now()}
    if request.method == "POST" and link.used_at is None:
        match request.POST.get("do"):
            case "person":
                person = DelegateForm(request.POST, members=offered, prepares=False, auto_id="d-%s")
                words = {"conference": conference, "member": member}
                if person.is_valid() and kept(person, people.register, facts=person.facts(), **words, **by):
                    messages.success(request, _("%(name)s is registered.") % {"name": person.cleaned_data["name"]})
                    return redirect(request.path)
            case "withdraw":
                number = number_in(request.POST.get("person"))
                row = get_object_or_404(conference.delegates, pk=number, organisation=member)
                told(request, "", people.withdraw, delegate=row, **by)
                return redirect(request.path)
            case "paper":
                paper = PaperForm(request.POST, request.FILES, members=offered, prepares=False, auto_id="p-%s")
                if paper.is_valid():
                    given = paper.cleaned_data
                    names = ("title", "author", "author_title", "abstract")
                    facts = Facts(**{name: given[name] for name in names})
                    sent = {"facts": facts, "upload": given["file"], "sender": Sender(None, link.name), "at": by["at"]}
                    if kept(paper, papers.hand_in, conference=conference, member=member, **sent):
                        messages.success(request, _("Handed in. It is looked at now."))
                        return redirect(request.path)
            case "hand_in":
                told(request, _("Handed in. Thank you."), links.hand_in, link=link, at=by["at"])
                return redirect(request.path)
    elif request.method == "POST":
        messages.error(request, _("The list was handed in already. Nothing more is to be done."))
        return redirect(request.path)
    context = {
        "link": link, "conference": conference, "member": offered[0][1], "person": person, "paper": paper,
        "people": list(asked.coming(conference).filter(organisation=member)),
        "papers": papers_asked.shown(
            conference, conference.papers.filter(organisation=member).exclude(state=Paper.State.WITHDRAWN)
        ),
        "places": conference.quotas.filter(organisation=member).values_list("places", flat=True).first(),
        "items": list(conference.items.filter(is_public=True)),
    }  # fmt: skip
    return render(request, "conferences/by_link.html", context)
