from django.apps import AppConfig
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.evidence import Evidence
from lienthu.common.staff import Group, StaffLink


class PatronsConfig(AppConfig):
    name = "lienthu.patrons"
    label = "patrons"
    evidence = {
        "patrons.card": Evidence(
            _("card"), "patrons:patron", "patrons.read", library="patron__library", number="patron_id"
        ),
    }
    audit_needs = "patrons.read"
    staff_links = (
        StaffLink(
            _("Readers"),
            _("Find a reader by card, phone or name; register a new one."),
            "patrons:search",
            "patrons.read",
            60,
            Group.PATRONS,
        ),
        StaffLink(
            _("Schools and classes"),
            _("Take in class lists, and move the classes up when a school year ends."),
            "patrons:schools",
            "patrons.edit",
            61,
            Group.PATRONS,
        ),
        StaffLink(
            _("Print cards"),
            _("The cards that have not been printed yet, ten on a sheet."),
            "patrons:print",
            "patrons.edit",
            62,
            Group.PATRONS,
        ),
        StaffLink(
            _("Categories of readers"),
            _("Who may have which card, and for how long."),
            "patrons:categories",
            "patrons.read",
            63,
            Group.PATRONS,
        ),
        StaffLink(
            _("Requests about data"),
            _("Readers who ask that their data be deleted."),
            "patrons:asked",
            "patrons.settle",
            64,
            Group.PATRONS,
        ),
    )
    audit_actions = {
        "patron.registered": _("registered"),
        "patron.taken_over": _("taken over from a list"),
        "patron.changed": _("data changed"),
        "patron.photographed": _("photo put in"),
        "patron.photo_removed": _("photo taken away"),
        "patron.blocked": _("blocked"),
        "patron.unblocked": _("block lifted"),
        "patron.message_left": _("message left"),
        "patron.message_done": _("message done with"),
        "patron.related": _("guardian or family linked"),
        "patron.unrelated": _("link taken away"),
        "patron.merged": _("merged"),
        "patron.merge_undone": _("merging undone"),
        "patron.code_given": _("one-time code given"),
        "patron.password_chosen": _("own password chosen"),
        "patron.data_exported": _("copy of the data handed over"),
        "patron.deletion_asked": _("deletion asked for"),
        "patron.deletion_taken_back": _("deletion no longer asked for"),
        "patron.request_refused": _("request refused"),
        "patron.deleted": _("personal data deleted"),
        "card.issued": _("card issued"),
        "card.renewed": _("card renewed"),
        "card.replaced": _("new card for an old one"),
        "card.lost": _("card reported lost"),
        "card.taken_over": _("card taken over from the old system"),
        "consent.given": _("agreed"),
        "consent.refused": _("did not agree, or took it back"),
        "category.set": _("category set up"),
        "school.added": _("school added"),
        "school.moved_up": _("classes moved up a year"),
        "school.list_taken_in": _("class list taken in"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.patrons.models import Block, Consent, Message, Patron, Relation

        if fact == "answer":
            return {"granted": _("yes"), "refused": _("no")}.get(value)
        choices: dict[str, type[TextChoices]] = {
            "sex": Patron.Sex,
            "block": Block.Kind,
            "purpose": Consent.Purpose,
            "giver": Consent.Giver,
            "audience": Message.Audience,
            "relation": Relation.Kind,
        }
        return choices[fact](value).label if fact in choices and value in choices[fact].values else None
