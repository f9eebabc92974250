"""Categories as they hold for a library: its own rows over those of the organisations above it."""

from dataclasses import dataclass, field
from datetime import date

from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.ledger.models import AgeBand
from lienthu.lib.vietnamese import sort_key
from lienthu.patrons.models import Category, Patron

INHERITED = ("band", "card_months", "age_from", "age_to")
USUAL_MONTHS = 12


@dataclass(frozen=True)
class Terms:
    """What a category means at one library. `origin` says which organisation (id) each term comes from; 0: nobody's."""

    category: Category  # the nearest row
    band: AgeBand
    card_months: int
    age_from: int | None
    age_to: int | None
    origin: dict[str, int] = field(default_factory=dict)


def categories_of(library: Organisation, day: date, *, retired: bool = False) -> list[Terms]:
    """The categories that the library's patrons may be put into, by name. Two queries."""
    above = federation.ancestors([library.pk], federation.last_day(library, day))[library.pk]
    line = [library.pk, *reversed(above)]
    rows: dict[str, list[Category]] = {}
    for row in Category.objects.filter(library__in=line):
        rows.setdefault(row.code, []).append(row)
    found = [_terms(sorted(each, key=lambda row: line.index(row.library_id))) for each in rows.values()]
    wanted = [terms for terms in found if retired or not terms.category.retired]
    return sorted(wanted, key=lambda terms: sort_key(terms.category.name))


def terms_of(patron: Patron, day: date) -> Terms:
    """What the patron's category means at their library on the day."""
    code = patron.category.code
    terms = categories_of(patron.library, day, retired=True)
    return next((each for each in terms if each.category.code == code), _terms([patron.category]))


def _terms(rows: list[Category]) -> Terms:
    """One code's rows, the nearest first, put together field by field."""
    values: dict[str, str | int | None] = {}
    origin: dict[str, int] = {}
    for name in INHERITED:
        said = ((getattr(row, name), row.library_id) for row in rows)
        values[name], origin[name] = next((each for each in said if each[0] not in (None, "")), (None, 0))
    months, low, high = values["card_months"], values["age_from"], values["age_to"]
    return Terms(
        category=rows[0],
        band=AgeBand(str(values["band"] or "")),
        card_months=months if isinstance(months, int) else USUAL_MONTHS,
        age_from=low if isinstance(low, int) else None,
        age_to=high if isinstance(high, int) else None,
        origin=origin,
    )
