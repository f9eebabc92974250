"""The words of each kind and when it is sent, with a preview; how a library writes to its readers at all."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work
from lienthu.common import audit
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.notices import gateways, kinds, rules
from lienthu.notices.forms import KindForm, TermsForm, WordingForm, label_of, yes_no
from lienthu.notices.kinds import NoticeKind
from lienthu.notices.models import LANGUAGES, KindTerms, Terms
from lienthu.notices.queries.previews import preview
from lienthu.notices.queries.terms import BUILT_IN, LaidDown, Source, laid_down
from lienthu.notices.services import composing
from lienthu.notices.services import terms as services
from lienthu.notices.views.shared import LAY_DOWN, name_of


def _kind(code: str) -> NoticeKind:
    try:
        return kinds.kind_of(code)
    except LookupError as error:
        raise Http404 from error


def _laid(request: HttpRequest) -> LaidDown:
    return laid_down(library_of(request), timezone.localdate())


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return dict(LANGUAGES).get(value, str(value))


class _Sources:
    """Names for the organisations that values come from."""

    def __init__(self, laid: LaidDown) -> None:
        self.laid = laid
        self.names = federation.short_names(laid.line, timezone.localdate())

    def of(self, organisation: int | None) -> str:
        if organisation is None:
            return _("built in")
        return _("your own") if organisation == self.laid.library.pk else self.names[organisation]

    def told(self, source: Source) -> tuple[str, str]:
        return _text(source.value), self.of(source.organisation)


@at_work(LAY_DOWN)
def kind_list(request: HttpRequest) -> HttpResponse:
    """Every kind: whether, when and how it is sent here, and whose words it has."""
    laid = _laid(request)
    sources = _Sources(laid)
    rows = [
        {
            "kind": kind,
            "on": laid.is_on(kind),
            "paper": laid.on_paper(kind),
            "when": str(kind.days_told) % {"days": _text(laid.days(kind))} if laid.days(kind) else "",
            "words": sources.of(laid.wording(kind.code, laid.language)[1]),
        }
        for kind in kinds.all_kinds()
    ]
    context = {
        "library": name_of(laid.library),
        "rows": rows,
        "email_on": composing.email_on(),
        "gateway_on": gateways.is_on(),
    }
    return render(request, "notices/kind_list.html", context)


@at_work(LAY_DOWN)
def kind_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """The words and days of one kind. POST: `keep` the words, `look` at them, `restore` the inherited, `days`."""
    kind, laid = _kind(code), _laid(request)
    verb = request.POST.get("verb", "")
    words, whose = laid.wording(code, laid.language)
    initial = {part: getattr(words, part) for part in kinds.PARTS}
    form = WordingForm(request.POST if verb in {"keep", "look"} else None, initial=initial)
    kind_form = KindForm(request.POST if verb == "days" else None, kind=kind, initial=_own_kind(laid, code, kind))
    if request.method == "POST" and _changed(request, verb, kind, laid, form, kind_form):
        return redirect("notices:kind", code)
    sources = _Sources(laid)
    shown = form.parts() if form.is_bound and form.is_valid() else initial
    held = [
        (label_of(KindTerms, name), *sources.told(laid.kind_source(kind, name)))
        for name in ("on", "paper", *(("days",) if kind.days else ()))
    ]
    context = {
        "kind": kind,
        "library": name_of(laid.library),
        "form": form,
        "kind_form": kind_form,
        "held": held,
        "own": whose == laid.library.pk,
        "whose": sources.of(whose),
        "fields": [
            (f"{{{{ {name} }}}}", _field_label(kind, name))
            for name in rules.fields_of(kind.facts, "body", to_readers=kind.to_readers)
        ],
        "preview": preview(laid, kind, rules.Words(**shown), name=name_of(laid.library)),
        "history": [
            entry
            for entry in audit.entries_of(laid.library).filter(action__startswith="notices.")[:200]
            if code in {(entry.before or {}).get("notice"), (entry.after or {}).get("notice")}
        ][:20],
    }
    wrong = form.errors or kind_form.errors
    return render(request, "notices/kind_page.html", context, status=422 if wrong else 200)


def _own_kind(laid: LaidDown, code: str, kind: NoticeKind) -> dict[str, str]:
    row = KindTerms.objects.filter(organisation=laid.library, kind=code).first()
    if row is None:
        return {}
    return {"on": yes_no(row.on), "paper": yes_no(row.paper), "days": row.days}


def _changed(
    request: HttpRequest, verb: str, kind: NoticeKind, laid: LaidDown, form: WordingForm, kind_form: KindForm
) -> bool:
    """Do what the form asks; False when there is something to correct or only to look at."""
    by: dict[str, Any] = {"organisation": laid.library, "actor": user_of(request), "at": timezone.now()}
    try:
        if verb == "restore":
            services.restore(kind=kind.code, language=laid.language, **by)
            messages.success(request, _("The inherited words hold again."))
            return True
        if verb == "days" and kind_form.is_valid():
            services.lay_down_kind(kind=kind.code, values=kind_form.cleaned_data, **by)
            messages.success(request, _("The terms are kept."))
            return True
        if verb in {"keep", "look"} and form.is_valid():
            services.check(kind.code, form.parts())
            if verb == "keep":
                services.reword(kind=kind.code, language=laid.language, parts=form.parts(), **by)
                messages.success(request, _("The words are kept. They hold for what is sent from now on."))
                return True
    except DomainError as refusal:
        target = kind_form if verb == "days" else form
        field = refusal.context.get("part") or refusal.context.get("field")
        target.add_error(field if field in target.fields else None, str(refusal))
    return False


def _field_label(kind: NoticeKind, name: str) -> str:
    common = {
        "patron.name": _("full name of the reader"),
        "patron.greeting": _("the greeting, by age and as far as it is known by sex"),
        "patron.you": _("how the reader is spoken to: Ông/Bà, em, bạn đọc"),
        "patron.number": _("number of the reader"),
        "person.name": _("name of the person, or of the house where nobody is named"),
        "person.greeting": _("the greeting"),
        "person.you": _("how the person is spoken to: Ông/Bà, quý đơn vị"),
        "library.name": _("name of the library"),
        "signature": _("the closing lines"),
        "today": _("the day of the letter"),
        "count": _("how many things it is about"),
        "items": _("all the lines together"),
    }
    return common[name] if name in common else str(kind.facts[name])


@require_POST
@at_work(LAY_DOWN)
def look(request: HttpRequest, code: str) -> HttpResponse:
    """How the words that are being typed would read."""
    kind, laid = _kind(code), _laid(request)
    typed = {part: request.POST.get(part, "")[:6000].replace("\r\n", "\n") for part in kinds.PARTS}
    problem = ""
    try:
        services.check(code, typed)
    except DomainError as refusal:
        problem = str(refusal)
    shown = None if problem else preview(laid, kind, rules.Words(**typed), name=name_of(laid.library))
    return render(request, "notices/_preview.html", {"preview": shown, "problem": problem})


@at_work(LAY_DOWN)
def terms(request: HttpRequest) -> HttpResponseBase:
    """By which ways a library writes, in which language, and how its letters end."""
    laid = _laid(request)
    row = Terms.objects.filter(organisation=laid.library).first()
    form = TermsForm(request.POST if request.method == "POST" else None, initial=_own_terms(row))
    if request.method == "POST" and form.is_valid():
        values = form.values()
        services.lay_down(organisation=laid.library, values=values, actor=user_of(request), at=timezone.now())
        messages.success(request, _("The terms are kept."))
        return redirect("notices:terms")
    sources = _Sources(laid)
    context = {
        "library": name_of(laid.library),
        "form": form,
        "held": [(label_of(Terms, name), *sources.told(laid.source(name))) for name in BUILT_IN],
        "email_on": composing.email_on(),
        "gateway_on": gateways.is_on(),
        "history": audit.entries_of(laid.library).filter(action="notices.terms")[:20],
    }
    return render(request, "notices/terms.html", context, status=422 if form.errors else 200)


def _own_terms(row: Terms | None) -> dict[str, Any]:
    if row is None:
        return {}
    found = {name: getattr(row, name) for name in BUILT_IN}
    return {name: yes_no(value) if value is None or isinstance(value, bool) else value for name, value in found.items()}
