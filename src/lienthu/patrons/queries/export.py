"""Everything that is kept about a patron, as tables that the person can read and a program too."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.patrons import hooks
from lienthu.patrons.hooks import Table
from lienthu.patrons.models import Patron


def tables(patron: Patron) -> list[Table]:
    """The tables of this room, then those of the rooms above."""
    facts = [
        (_("Patron number"), patron.number),
        (_("Full name of a person"), patron.full_name),
        (_("Date of birth"), _day(patron.birth_date)),
        (_("Sex"), str(patron.get_sex_display()) if patron.sex else ""),
        (_("Address"), patron.address),
        (_("Phone"), patron.phone),
        (_("Email"), patron.email),
        (_("Category"), patron.category.name),
        (_("School class"), f"{patron.school_class}, {patron.school_class.school}" if patron.school_class else ""),
        (_("Note for staff"), patron.note),
        (_("Registered on"), _day(patron.registered_on)),
        (_("Card valid until"), _day(patron.expires_on)),
        (_("Photo"), _("yes") if patron.photo else _("no")),
    ]
    return [
        Table(_("Who you are"), (_("What"), _("As it is kept")), facts),
        Table(
            _("Cards"),
            (_("Code"), _("State"), _("Issued")),
            [(card.code, str(card.get_state_display()), _moment(card.issued_at)) for card in patron.cards.all()],
        ),
        Table(
            _("What was agreed to"),
            (_("What for"), _("By whom"), _("Answer"), _("Form"), _("When")),
            [
                (
                    str(each.get_purpose_display()),
                    str(each.get_giver_display()),
                    _("yes") if each.granted else _("no"),
                    str(each.get_form_display()),
                    _moment(each.at),
                )
                for each in patron.consents.all()
            ],
        ),
        Table(
            _("Guardian and family"),
            (_("Relation"), _("Name"), _("Phone")),
            [(str(each.get_kind_display()), str(each), each.phone) for each in patron.relations.all()],
        ),
        Table(
            _("Blocks"),
            (_("Reason"), _("From"), _("Until"), _("Lifted")),
            [(str(b), _day(b.from_on), _day(b.until), _moment(b.lifted_at)) for b in patron.blocks.all()],
        ),
        Table(
            _("Messages"),
            (_("To"), _("Message"), _("When")),
            [(str(m.get_audience_display()), m.text, _moment(m.at)) for m in patron.messages.all()],
        ),
        Table(
            _("Requests about your data"),
            (_("What is asked"), _("State"), _("Asked"), _("Answer")),
            [
                (str(r.get_kind_display()), str(r.get_state_display()), _moment(r.asked_at), r.answer)
                for r in patron.requests.all()
            ],
        ),
        *hooks.tables(patron),
    ]


def as_json(patron: Patron, *, at: datetime) -> dict[str, Any]:
    """The tables as one JSON object."""
    return {
        "number": patron.number,
        "made_at": at.isoformat(),
        "tables": [
            {"title": table.title, "columns": list(table.columns), "rows": [list(row) for row in table.rows]}
            for table in tables(patron)
        ],
    }


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _moment(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}" if moment else ""
