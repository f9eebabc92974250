"""Tables that belong to no single room."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who changed which thing, when, from what to what. Append only."""

    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    action = models.CharField(_("action"), max_length=60)  # "title.merged": thing and past participle
    thing = models.CharField(max_length=60)  # "catalogue.title"
    thing_id = models.CharField(max_length=60)
    # Whose business it was: key of a federation.Organisation, a plain number since this room knows none above it.
    organisation_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("thing", "thing_id", "-at"), name="audit_of_a_thing"),
            models.Index(fields=("organisation_id", "-at"), name="audit_of_an_organisation"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.thing}:{self.thing_id}"


class Job(models.Model):
    """A long piece of work that outlives the request that asked for it, and the process that began it.

    A worker leases a job by moving `lease_until` ahead while it lives; a job whose lease has run out is taken
    again from its start, so every handler must be safe to repeat.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("state", "lease_until"), name="jobs_to_take"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.state}"


class Certificate(models.Model):
    """A certificate that was given: what stands on the paper, kept as it was, and shown to whoever checks it.

    The room that gives it says what it is for (`thing`); the words are written out, so that a later change of the
    thing never changes a paper that hangs on a wall.
    """

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("certificate")  # giấy chứng nhận
        COMMENDATION = "commendation", _("certificate of commendation")  # giấy khen

    key = models.CharField(max_length=24, unique=True)  # signed in the address: common/signed_links.py
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=60, blank=True)
    organisation_id = models.BigIntegerField()  # key of a federation.Organisation: who gives it
    parent = models.CharField(max_length=200, blank=True)  # whom the issuer is under, as on the paper
    issuer = models.CharField(_("issuer"), max_length=200)
    holder = models.CharField(_("holder"), max_length=200)
    holder_of = models.CharField(max_length=200, blank=True)  # the holder's unit
    names_holder = models.BooleanField(default=True)  # whether whoever checks it sees the whole name
    honour = models.CharField(max_length=200, blank=True)  # "Giải Nhất": what stands large below the name
    reason = models.TextField()  # what for, a line each
    place = models.CharField(max_length=120, blank=True)
    issued_on = models.DateField(_("issued on"))
    signer_title = models.CharField(max_length=120, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    thing = models.CharField(max_length=60)  # "contests.prize"
    thing_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("thing", "thing_id"), name="certificates_of_a_thing"),)
        constraints = (
            models.UniqueConstraint(
                fields=("thing", "thing_id", "holder", "holder_of"),
                condition=models.Q(revoked_at=None),
                name="one_certificate_holds_for_a_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.holder}".strip()
