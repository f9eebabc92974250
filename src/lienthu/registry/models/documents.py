"""Documents that came in, went out, or stay in the house, each with its number in the register of its holder."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.models import Federation, Organisation
from lienthu.registry.models.kinds import Kind

ONE_HOLDER = Q(organisation__isnull=False, federation=None) | Q(organisation=None, federation__isnull=False)


class Held(models.Model):
    """Whose register it stands in: an organisation's or a federation's."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def audit_organisation_id(self) -> int | None:
        return self.organisation_id


class Issuer(Held):
    """How a holder signs its documents: what stands at their head and in their number. Proposed, never imposed."""

    sign = models.CharField(_("abbreviation in the number"), max_length=40)  # LHTV
    body = models.CharField(_("issuing body"), max_length=200)
    parent_body = models.CharField(_("body above"), max_length=200, blank=True)
    place = models.CharField(pgettext_lazy("of a document", "place"), max_length=80, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=ONE_HOLDER, name="an_issuer_is_one_holder"),
            models.UniqueConstraint(fields=("organisation",), name="an_organisation_signs_one_way"),
            models.UniqueConstraint(fields=("federation",), name="a_federation_signs_one_way"),
        )

    def __str__(self) -> str:
        return self.sign


class Series(Held):
    """The numbers of one kind (or of all that came in) in one year. Whoever draws one locks the row.

    `floor`: up to here numbers were given on paper before, so not each of them need be in the register.
    """

    key = models.CharField(max_length=40)  # of the kind, or "incoming"
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)
    floor = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=ONE_HOLDER, name="a_series_has_one_holder"),
            models.UniqueConstraint(fields=("organisation", "key", "year"), name="a_series_of_an_organisation"),
            models.UniqueConstraint(fields=("federation", "key", "year"), name="a_series_of_a_federation"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.year}: {self.last}"


class Document(Held):
    """One line of the register. A number that was given stays: a cancelled document keeps it, with the reason."""

    class Direction(models.TextChoices):
        INCOMING = "incoming", pgettext_lazy("document", "incoming")
        OUTGOING = "outgoing", pgettext_lazy("document", "outgoing")
        INTERNAL = "internal", pgettext_lazy("document", "internal")

    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="documents", verbose_name=_("kind"))
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="documents")
    ordinal = models.PositiveIntegerField(_("number in the register"))
    symbol = models.CharField(_("number and symbol"), max_length=80)  # 09/NQ-LHTV; what came in keeps its own
    dated_on = models.DateField(_("date"))
    booked_on = models.DateField(_("entered on"))  # of what came in: the day on which it came
    subject = models.CharField(pgettext_lazy("of a document", "subject"), max_length=500)
    issuer = models.CharField(_("issuing body"), max_length=200)
    signer = models.CharField(_("signer"), max_length=120, blank=True)
    capacity = models.CharField(_("capacity of the signer"), max_length=200, blank=True)
    recipients = models.TextField(_("recipients"), blank=True)  # one a line
    note = models.CharField(_("note"), max_length=300, blank=True)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answered_by")
    is_carried = models.BooleanField(default=False)  # numbered on paper before it stood here
    source = models.CharField(max_length=60, blank=True)  # "reports.report:5", where another room wrote it
    marked = models.TextField(blank=True)  # what is searched, as lib.vietnamese has it with and without marks
    folded = models.TextField(blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True)
    cancelled_for = models.CharField(_("why it is cancelled"), max_length=300, blank=True)
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-booked_on", "-id")
        constraints = (
            models.CheckConstraint(condition=ONE_HOLDER, name="a_document_has_one_holder"),
            models.UniqueConstraint(fields=("series", "ordinal"), name="a_document_number_is_given_once"),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="numbers_begin_with_1"),
            models.CheckConstraint(
                condition=Q(cancelled_on=None, cancelled_for="") | Q(cancelled_on__isnull=False) & ~Q(cancelled_for=""),
                name="a_cancelled_document_says_why",
            ),
        )
        indexes = (models.Index(fields=("source",), name="document_by_source"),)

    def __str__(self) -> str:
        return f"{self.symbol} {self.subject}"[:120]


class File(models.Model):
    """A document as a file, its words read out of it where they can be."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("document_id", "id")

    def __str__(self) -> str:
        return self.name
