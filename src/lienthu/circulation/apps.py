from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.circulation.kinds import NOTICE_KINDS
from lienthu.common.evidence import Evidence
from lienthu.common.staff import Group, QuickBox, StaffLink
from lienthu.patrons.hooks import PatronHooks

COPY = "cataloguing:copy"  # which has the acts, and where it has been, below


class CirculationConfig(AppConfig):
    name = "lienthu.circulation"
    label = "circulation"
    evidence = {
        "circulation.loan": Evidence(_("loan"), "circulation:loan", "circulation.lend", at_work=True),
        "circulation.hold": Evidence(_("hold"), "circulation:hold", "circulation.lend", at_work=True),
        "circulation.deskaction": Evidence(_("act at the desk"), COPY, "catalogue.read", number="copy_id"),
        "circulation.transfer": Evidence(_("transfer"), COPY, "catalogue.read", library="sender", number="copy_id"),
    }
    copy_panel = "lienthu.circulation.copy_panel.panel"
    audit_needs = "patrons.read"
    quick_box = QuickBox(
        _("Card, book or name"),
        _("Scan or type"),
        "circulation:desk",
        "q",
        "circulation.lend",
    )
    staff_links = (
        StaffLink(
            _("The desk"),
            _("Lend, take back, renew: scan a card or a book."),
            "circulation:desk",
            "circulation.lend",
            50,
            Group.DESK,
        ),
        StaffLink(
            _("Loans"),
            _("What is overdue, what is due today, what was done today."),
            "circulation:overdue",
            "circulation.lend",
            51,
            Group.DESK,
        ),
        StaffLink(
            _("Transfers"),
            _("Copies on their way here, and those you sent."),
            "circulation:transfers",
            "circulation.lend",
            52,
            Group.DESK,
        ),
        StaffLink(
            _("Holds"),
            _("What to fetch from the shelves, what lies ready, who waits."),
            "circulation:hold_pull",
            "circulation.lend",
            53,
            Group.DESK,
        ),
        StaffLink(
            _("Ways between libraries"),
            _("What it costs to bring a copy from one library to another: the nearest serves a hold."),
            "circulation:ways",
            "circulation.ways",
            59,
            Group.DESK,
        ),
        StaffLink(
            _("Lending rules"),
            _("Days, limits and renewals, by patron, material and library."),
            "circulation:policies",
            "circulation.policies",
            58,
            Group.DESK,
        ),
        StaffLink(
            _("Move due dates"),
            _("Many loans at once: floods, storms, closings. Can be undone."),
            "circulation:shifts",
            "circulation.shift",
            59,
            Group.DESK,
        ),
    )
    today = "lienthu.circulation.today.items"
    notice_kinds = NOTICE_KINDS
    closing_advice = "lienthu.circulation.closing.advice"
    patron_hooks = PatronHooks(
        sections="lienthu.circulation.patron_pages.sections",
        own_sections="lienthu.circulation.patron_pages.own_sections",
        export="lienthu.circulation.patron_pages.tables",
        merge="lienthu.circulation.services.patrons.merge",
        undo_merge="lienthu.circulation.services.patrons.undo_merge",
        obstacles="lienthu.circulation.services.patrons.obstacles",
        erase="lienthu.circulation.services.patrons.erase",
        anonymise="lienthu.circulation.services.patrons.anonymise",
    )
    audit_names = {
        "loans": _("Loans"),
        "copy": _("Copy number"),
        "position": _("place in the queue"),
        "kept_until": _("kept until"),
        "suspended_until": _("suspended until"),
        "hold_state": _("state"),
        "cost": _("cost"),
        "lent": pgettext_lazy("in the audit", "lent on"),
        "due": pgettext_lazy("in the audit", "due on"),
        "category": _("category of patrons"),
        "material": _("kind of material"),
        "loan_days": _("days of a loan"),
        "max_loans": _("copies at a time"),
        "renewals": _("renewals"),
        "hold_limit": _("holds at a time"),
        "hold_days": _("days on the hold shelf"),
        "shelf_first": _("no hold on what stands on the shelf here"),
        "lends_to_others": _("lent to other libraries for holds"),
        "in_house_only": _("only in the house"),
        "overdue_limit": _("overdue copies that still let borrow"),
        "returned_elsewhere": _("may be given back at another library"),
        "grace_days": _("days of grace before a fee"),
        "fee_per_day": _("fee a day overdue (đồng)"),
        "fee_lost": _("fee for a lost copy (đồng)"),
    }
    audit_things = {
        "circulation.loan": pgettext_lazy("in the audit", "loan %(id)s"),
        "circulation.hold": pgettext_lazy("in the audit", "hold %(id)s"),
        "circulation.transfer": pgettext_lazy("in the audit", "transfer %(id)s"),
        "circulation.policy": _("lending rule"),
    }
    audit_actions = {
        "loan.made": _("lent"),
        "loan.renewed": _("renewed"),
        "loan.taken_over": _("taken over from the old system"),
        "loan.due_corrected": _("day due corrected from the old system"),
        "loan.ended": _("returned"),
        "loan.claimed": _("said to be returned"),
        "loan.settled": _("loss settled"),
        "fee.settled": _("fee settled"),
        "copy.found": _("found again"),
        "copy.taken_back": _("returned"),
        "copy.used_in_house": _("used in the house"),
        "copy.lost": _("marked as lost"),
        "copy.damaged": _("marked as damaged"),
        "copy.repaired": _("fit for use again"),
        "transfer.sent": _("sent to another library"),
        "transfer.received": _("received"),
        "transfer.cancelled": _("transfer cancelled"),
        "hold.placed": _("hold placed"),
        "hold.taken_over": _("hold taken over from the old system"),
        "hold.sent": _("sent to the place of pickup"),
        "hold.ready": _("put on the hold shelf"),
        "hold.called_back": _("its copy came back"),
        "hold.lost_copy": _("lost its copy"),
        "hold.copy_not_found": _("its copy was not found on the shelf"),
        "hold.fulfilled": _("fetched"),
        "hold.cancelled": _("hold cancelled"),
        "hold.reopened": _("hold opened again"),
        "hold.expired": _("run out"),
        "hold.suspended": _("hold suspended"),
        "hold.resumed": _("hold resumed"),
        "hold.moved": _("moved in the queue"),
        "hold.fetched_elsewhere": _("place of pickup changed"),
        "way.set": _("cost of a way set"),
        "way.removed": _("cost of a way removed"),
        "desk_action.undone": _("undone at the desk"),
        "due_shift.asked": _("due dates moved"),
        "due_shift.undone": _("move of due dates undone"),
        "loan.shifted": _("due date moved"),
        "loan.shift_undone": _("due date moved back"),
        "policy.changed": _("lending rule changed"),
        "policy.removed": _("lending rule removed"),
    }

    def ready(self) -> None:
        from lienthu.circulation import receivers  # noqa: F401 connects them

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.circulation.models import Hold

        return Hold.State(value).label if fact == "hold_state" and value in Hold.State.values else None
