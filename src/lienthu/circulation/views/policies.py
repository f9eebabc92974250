"""The rules of lending: what holds for whom, and where each value came from."""

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work
from lienthu.catalogue.words import KIND_NAMES
from lienthu.circulation import rules
from lienthu.circulation.errors import PolicyRefused
from lienthu.circulation.forms import PolicyForm
from lienthu.circulation.queries import policies as queries
from lienthu.circulation.services import policies
from lienthu.common import audit
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.patrons.queries import categories_of

EDIT = "circulation.policies"
# A kind that is seldom lent appears as a column once a rule names it.
USUAL = ("book", "serial", "audio", "video", "map")


class Cell(NamedTuple):
    text: str
    source: str
    own: bool  # this library's own rule for just this cell
    url: str


class Row(NamedTuple):
    label: str
    cells: list[Cell]


class Reasoned(NamedTuple):
    """A value on the page of a cell."""

    label: str
    text: str
    source: str


def _text(value: rules.Value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


class _Words:
    """Names for categories, kinds and the organisations that rules come from."""

    def __init__(self, library: Organisation, line: tuple[int, ...]) -> None:
        self.categories = {
            terms.category.code: terms.category.name for terms in categories_of(library, timezone.localdate())
        }
        self.names = federation.short_names(line, timezone.localdate())

    def category(self, code: str) -> str:
        return str(self.categories.get(code, code)) if code else _("every patron")

    def material(self, code: str) -> str:
        return str(KIND_NAMES.get(code, code)) if code else _("every kind")

    def source(self, rule: rules.Rule | None) -> str:
        if rule is None:
            return _("built in")
        where = self.names[rule.organisation] if rule.organisation else _("the whole hub")
        return _("%(where)s: %(category)s, %(material)s") % {
            "where": where,
            "category": self.category(rule.category),
            "material": self.material(rule.material),
        }


def _frame(request: HttpRequest) -> tuple[Organisation, tuple[int, ...], list[rules.Rule], _Words]:
    library = library_of(request)
    line = queries.line_of(library.pk, timezone.localdate())
    return library, line, queries.rules_of(line), _Words(library, line)


@at_work(EDIT)
def policy_matrix(request: HttpRequest) -> HttpResponse:
    """One value at a time over categories and kinds (`?value=loan_days`), each cell with where it came from."""
    library, line, found, words = _frame(request)
    name = request.GET.get("value", "")
    name = name if name in rules.BUILT_IN else "loan_days"
    materials = ["", *dict.fromkeys((*USUAL, *(rule.material for rule in found if rule.material)))]
    categories = ["", *dict.fromkeys((*words.categories, *(rule.category for rule in found if rule.category)))]
    rows = [
        Row(words.category(category), [_cell(library, line, found, words, name, category, each) for each in materials])
        for category in categories
    ]
    context = {
        "library": words.names[library.pk],
        "names": [(each, queries.label_of(each)) for each in rules.BUILT_IN],
        "value": name,
        "label": queries.label_of(name),
        "materials": [words.material(each) for each in materials],
        "rows": rows,
        "history": audit.entries_of(library).filter(action__startswith="policy.")[:20],
    }
    return render(request, "circulation/policy_matrix.html", context)


def _cell(
    library: Organisation,
    line: tuple[int, ...],
    found: list[rules.Rule],
    words: _Words,
    name: str,
    category: str,
    material: str,
) -> Cell:
    given = rules.resolve(found, line=line, category=category, material=material).resolved[name]
    rule = given.rule
    own = rule is not None and (rule.organisation, rule.category, rule.material) == (library.pk, category, material)
    where = urlencode({"category": category, "material": material})
    return Cell(_text(given.value), words.source(rule), own, f"{reverse('circulation:policy')}?{where}")


@at_work(EDIT)
def cell(request: HttpRequest) -> HttpResponseBase:
    """All values for one category and kind with where each came from, and the library's own ones to change."""
    library, line, found, words = _frame(request)
    category, material = request.GET.get("category", "")[:30], request.GET.get("material", "")[:20]
    if material and material not in KIND_NAMES:
        return redirect("circulation:policies")
    here = (library.pk, category, material)
    own = next((rule for rule in found if (rule.organisation, rule.category, rule.material) == here), None)
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=_initial(own))
    if request.method == "POST" and form.is_valid():
        try:
            policies.write(
                organisation=library,
                category=category,
                material=material,
                values=form.cleaned_data,
                actor=user_of(request),
                at=timezone.now(),
            )
        except PolicyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The rule is kept. It holds for loans from now on; loans made before keep theirs.")
            )
            return redirect("circulation:policies")
    terms = rules.resolve(found, line=line, category=category, material=material)
    context = {
        "library": words.names[library.pk],
        "category": words.category(category),
        "material": words.material(material),
        "form": form,
        "reasoned": [
            Reasoned(queries.label_of(name), _text(given.value), words.source(given.rule))
            for name, given in terms.resolved.items()
        ],
    }
    return render(request, "circulation/policy_cell.html", context, status=422 if form.errors else 200)


def _initial(own: rules.Rule | None) -> dict[str, object]:
    if own is None:
        return {}
    words = {True: "yes", False: "no"}
    return {
        name: words[value] if isinstance(value, bool) else value
        for name, value in own.values.items()
        if value is not None
    }
