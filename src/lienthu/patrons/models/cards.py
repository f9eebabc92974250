"""Cards, blocks and messages."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.patrons.models.people import Patron


class Card(models.Model):
    """A card with a code to scan. Codes are kept in capitals; one code is good for one active card of a library."""

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        LOST = "lost", _("lost")
        REPLACED = "replaced", _("replaced")
        WITHDRAWN = "withdrawn", pgettext_lazy("card", "withdrawn")

    patron = models.ForeignKey(Patron, on_delete=models.CASCADE, related_name="cards")
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(_("card code"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # lost, replaced or withdrawn
    printed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-issued_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("library", "code"), condition=Q(state="active"), name="a_code_is_good_for_one_active_card"
            ),
        )
        indexes = (models.Index(fields=("code",), name="cards_by_code"),)

    def __str__(self) -> str:
        return self.code


class Block(models.Model):
    """A reason why a patron may not borrow, until it is lifted or its last day has passed."""

    class Kind(models.TextChoices):
        RULES = "rules", _("broke the library's rules")
        CARD_LENT = "card_lent", _("card used by somebody else")
        UNSETTLED = "unsettled", _("something lost or damaged is not settled")
        ADDRESS = "address", _("address or phone is no longer right")
        OTHER = "other", _("other reason")

    patron = models.ForeignKey(Patron, on_delete=models.CASCADE, related_name="blocks")
    kind = models.CharField(_("reason"), max_length=20, choices=Kind.choices)
    text = models.CharField(_("in words"), max_length=200, blank=True)
    from_on = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)  # its last day
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-from_on", "-id")

    def __str__(self) -> str:
        return self.text or self.get_kind_display()


class Message(models.Model):
    """A word to whoever serves the patron next, or to the patron themselves on their own page."""

    class Audience(models.TextChoices):
        STAFF = "staff", _("to staff, at the desk")
        PATRON = "patron", _("to the patron, on their own page")

    patron = models.ForeignKey(Patron, on_delete=models.CASCADE, related_name="messages")
    audience = models.CharField(pgettext_lazy("audience", "to"), max_length=10, choices=Audience.choices)
    text = models.CharField(_("message"), max_length=500)
    at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)  # read by the patron, or cleared by staff

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.text
