from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.staff import Group, StaffLink
from lienthu.patrons.hooks import PatronHooks


class SyncConfig(AppConfig):
    name = "lienthu.sync"
    label = "sync"
    sync_kinds = "lienthu.sync.kinds"
    today = "lienthu.sync.today.items"
    patron_hooks = PatronHooks(
        erase="lienthu.sync.services.forgetting.erase", anonymise="lienthu.sync.services.forgetting.anonymise"
    )
    staff_links = (
        StaffLink(
            _("Devices"),
            _("Phones and tablets that work without a network: enrol, cut off, hand in a file."),
            "sync:devices",
            "sync.device",
            80,
            Group.ROAD,
        ),
        StaffLink(
            _("Questions from devices"),
            _("What came back from the road and needs a word of yours."),
            "sync:questions",
            "sync.settle",
            81,
            Group.ROAD,
        ),
    )
    audit_actions = {
        "enrolment.made": _("QR address for a device made"),
        "device.enrolled": _("device enrolled"),
        "device.cut_off": _("device cut off"),
        "device.bundle": _("bundle taken along by a device"),
        "device_question.answered": _("question from a device answered"),
    }
    audit_names = {
        "device": _("device"),
        "bundle": _("bundle"),
        "copies": _("copies"),
        "readers": _("readers"),
        "holder": _("who keeps it"),
        "remedy": _("answer"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.sync import registry

        if fact == "remedy":
            return registry.label_of(value)
        return None
