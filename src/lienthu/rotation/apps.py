from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.evidence import Evidence
from lienthu.common.staff import Group, StaffLink
from lienthu.rotation.kinds import NOTICE_KINDS


class RotationConfig(AppConfig):
    name = "lienthu.rotation"
    label = "rotation"
    evidence = {
        "rotation.placement": Evidence(
            _("set at a site"), "rotation:placement", "rotation.work", library="deposit__library", keeps_count=True
        ),
        "rotation.sitetally": Evidence(
            _("totals of a site"),
            "rotation:site",
            "rotation.work",
            library="deposit__library",
            number="deposit_id",
            keeps_count=True,
        ),
        "rotation.siteuse": Evidence(
            _("use at a site"),
            "rotation:placement",
            "rotation.work",
            library="line__placement__deposit__library",
            number="line__placement_id",
            keeps_count=True,
        ),
    }
    today = "lienthu.rotation.today.items"
    notice_kinds = NOTICE_KINDS
    sync_kinds = "lienthu.rotation.offline"
    copy_panel = "lienthu.rotation.copy_panel.panel"
    staff_links = (
        StaffLink(
            _("Placements"),
            _("Sets of books on their way, at their sites and due back."),
            "rotation:placements",
            "rotation.work",
            10,
            Group.ROTATION,
        ),
        StaffLink(
            pgettext_lazy("menu", "Network"),
            _("All sites of the province on a map: served, overdue, empty; boxes, questions, use."),
            "rotation:network",
            "rotation.work",
            9,
            Group.ROTATION,
        ),
        StaffLink(
            _("Sets that stand with us"),
            _("Books that another library has sent here for a while."),
            "rotation:hosted",
            "circulation.lend",
            17,
            Group.ROTATION,
        ),
        StaffLink(
            _("Sets of books"),
            _("Boxes that travel: pack them, print their labels and lists."),
            "rotation:sets",
            "rotation.work",
            11,
            Group.ROTATION,
        ),
        StaffLink(
            _("Deposit sites"),
            _("Where sets stay: custodians, readers, wishes, use."),
            "rotation:sites",
            "rotation.work",
            12,
            Group.ROTATION,
        ),
        StaffLink(
            _("Open questions"),
            _("What was sent and not received, missing, damaged or unknown."),
            "rotation:questions",
            "rotation.work",
            13,
            Group.ROTATION,
        ),
        StaffLink(
            pgettext_lazy("menu", "Plans"),
            _("Which set goes where in the next rounds: proposed, changed by you, approved."),
            "rotation:plans",
            "rotation.plan",
            9,
            Group.ROTATION,
        ),
        StaffLink(
            pgettext_lazy("menu", "Rules"),
            _("Months at a site, copies of a title, people: with their source."),
            "rotation:rules",
            "rotation.work",
            18,
            Group.ROTATION,
        ),
        StaffLink(
            _("Rare items"),
            _("Copies and records that never travel."),
            "rotation:rare",
            "rotation.work",
            19,
            Group.ROTATION,
        ),
    )
    audit_names = {
        "set": _("set"),
        "copies": _("copies"),
        "site": pgettext_lazy("rotation", "site"),
        "from": pgettext_lazy("first day", "from"),
        "until": pgettext_lazy("last day", "until"),
        "on": pgettext_lazy("audit", "day"),
        "loans_adult": _("loans, adults"),
        "loans_child": _("loans, children"),
        "uses": _("books read on the spot"),
        "visits_adult": _("visits, adults"),
        "visits_child": _("visits, children"),
        "due_back": _("due back"),
        "said_by": _("confirmed by"),
        "missing": _("missing"),
        "wish": _("wish"),
        "tally": _("totals"),
        "rule": _("rule"),
        "article": _("article"),
        "source": _("source"),
        "capacity": _("room for"),
        "custodian_name": _("custodian"),
        "custodian_email": _("e-mail"),
        "depot": _("depot"),
        "answer": _("answer"),
        "round": _("round"),
        "rounds": _("how many rounds"),
        "placements": _("placements"),
        "refused": _("refused"),
        "there": _("was there"),
        "purpose": _("purpose"),
    }
    audit_actions = {
        "deposit.added": _("deposit site written down"),
        "deposit.changed": _("deposit site changed"),
        "wish.added": _("wish written down"),
        "wish.answered": _("wish answered"),
        "tally.added": _("totals of use written down"),
        "tally.undone": _("totals of use taken back"),
        "link.made": _("address for the custodian made"),
        "link.revoked": _("address for the custodian taken back"),
        "set.added": _("set made"),
        "set.changed": _("set changed"),
        "set.retired": _("set out of service"),
        "set.packed": _("packed"),
        "set.unpacked": _("taken out of the set"),
        "rare.marked": _("marked as rare"),
        "rare.unmarked": _("no longer marked as rare"),
        "plan.made": _("plan made"),
        "plan.given_up": _("plan thrown away"),
        "plan.pinned": _("pinned"),
        "plan.unpinned": _("unpinned"),
        "plan.moved": _("moved in the plan"),
        "plan.forbidden": _("forbidden in the plan"),
        "plan.allowed": _("allowed again in the plan"),
        "plan.approved": _("round approved"),
        "placement.planned": _("placement planned"),
        "placement.changed": _("placement changed"),
        "placement.cancelled": _("placement called off"),
        "placement.sent": _("box sent"),
        "placement.received": _("box received"),
        "placement.recalled": _("box called back"),
        "placement.counted": _("books counted"),
        "placement.returned": _("box back at the depot"),
        "placement.moved_on": _("box sent on to the next site"),
        "placement.turned_back": _("box came back without being handed over"),
        "question.handed_over": _("question handed over"),
        "question.answered": _("question answered"),
        "paper.kept": _("signed paper kept"),
        "rule.entered": _("rule of rotation entered"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.rotation.models import CustodianLink, Placement, Question, RotationRule, Wish

        known = {
            "state": (Placement.State, Wish.State), "answer": (Question.Answer,), "rule": (RotationRule.Key,),
            "purpose": (CustodianLink.Purpose,),
        }  # fmt: skip
        for choices in known.get(fact, ()):
            if value in choices.values:
                return choices(value).label
        return None
