"""Catalogues elsewhere that can be asked, what came from them, and what of a record stays as its library has it."""

from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach
from lienthu.cataloguing.models.drafts import Draft, Held
from lienthu.common import sealing
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation

EDIT = "cataloguing.edit"
LONGEST_WAIT = 60  # seconds


class TargetQuerySet(models.QuerySet["Target"]):
    def serving(self, library: Organisation) -> Self:
        """Those of the whole hub, of the library and of those above it."""
        line = {library.pk, *federation.line_of(library, timezone.localdate())}
        return self.filter(Q(library=None) | Q(library__in=line))

    def visible_to(self, user: User) -> Self:
        """Those that serve a library for which the user catalogues."""
        if not allowed(user, EDIT, SOMEWHERE):
            return self.none()
        day = timezone.localdate()
        reached = reach(user, EDIT, day)
        if reached is None:
            return self.all()
        lines = federation.paths(day)
        above = {pk for each in reached for pk in (*lines.get(each.pk, ()), each.pk)}
        return self.filter(Q(library=None) | Q(library__in=above))


class Target(models.Model):
    """A catalogue elsewhere. It belongs to a library and serves those below it too, or (None) to the whole hub."""

    class Kind(models.TextChoices):
        SRU = "sru", "SRU"
        Z3950 = "z3950", "Z39.50"

    class Syntax(models.TextChoices):
        """What records are asked for over Z39.50; over SRU it is the name of a schema."""

        MARC21 = "marc21", "MARC 21"
        UNIMARC = "unimarc", "UNIMARC"
        XML = "xml", "MARCXML"

    library = models.ForeignKey(
        "federation.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("protocol"), max_length=8, choices=Kind.choices)
    address = models.CharField(_("address"), max_length=300)  # "host:port", or the base URL of SRU
    database = models.CharField(_("database"), max_length=120, blank=True)  # Z39.50
    syntax = models.CharField(_("form of records"), max_length=80)
    encoding = models.CharField(_("character set"), max_length=20, default="auto")
    version = models.CharField(_("version of SRU"), max_length=4, default="1.1")
    user_name = models.CharField(_("user name"), max_length=80, blank=True)
    user_group = models.CharField(_("group of users"), max_length=80, blank=True)  # Z39.50
    # Must be sent as it is, so it is sealed, not hashed; no page and no audit shows it.
    sealed_password = models.TextField(_("password"), blank=True, default="")
    indexes = models.JSONField(_("fields"), default=dict)  # rules.asking.INDEXES → "1=4" or "dc.title"
    timeout = models.PositiveSmallIntegerField(
        _("seconds to wait"), default=10, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_WAIT)]
    )
    order = models.PositiveSmallIntegerField(pgettext_lazy("of a list", "order"), default=100)
    active = models.BooleanField(_("switched on"), default=False)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ("order", "name", "id")
        constraints: ClassVar = [
            # Two, because to SQLite's unique indexes no two nulls are the same.
            models.UniqueConstraint(fields=("library", "name"), name="a_target_has_its_name_alone"),
            models.UniqueConstraint(
                fields=("name",), condition=Q(library=None), name="a_target_of_the_hub_has_its_name_alone"
            ),
            models.CheckConstraint(
                condition=Q(timeout__gte=1, timeout__lte=LONGEST_WAIT), name="a_target_is_waited_for_a_while"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def password(self) -> str:
        """As it is sent. Raises `sealing.Unopened` where the hub has another secret since."""
        return sealing.opened(self.sealed_password)

    @password.setter
    def password(self, text: str) -> None:
        self.sealed_password = sealing.seal(text)


class TakingRules(models.Model):
    """Which fields of a library's own records stay when a foreign record is put over them, beside the local ones."""

    library = models.OneToOneField("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    protected = models.CharField(_("protected fields"), max_length=300, blank=True)  # tags between blanks

    class Meta:
        ordering = ("library_id",)

    def __str__(self) -> str:
        return self.protected or "–"


class FetchedQuerySet(models.QuerySet["Fetched"]):
    def visible_to(self, user: User) -> Self:
        """What somebody fetched is theirs alone."""
        return self.filter(user=user)


class Came(models.Model):
    """Where a record came from, and when: a target, or `theirs` in the union. Either may go; the words stay."""

    target = models.ForeignKey(Target, on_delete=models.SET_NULL, null=True, related_name="+")
    theirs = models.ForeignKey("catalogue.SourceRecord", on_delete=models.SET_NULL, null=True, related_name="+")
    where = models.CharField(max_length=120)  # the target's or the library's name
    number = models.CharField(max_length=120, blank=True)  # the record's number there (001)
    fetched_at = models.DateTimeField()

    class Meta:
        abstract = True


class Fetched(Held, Came):
    """A record that came from elsewhere, as it came, while its finder makes up their mind."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, null=True, related_name="fetched")

    objects = FetchedQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes: ClassVar = [models.Index(fields=("user", "fetched_at"), name="fetched_by_somebody")]

    def __str__(self) -> str:
        return f"{self.where} {self.number}".strip()


class Origin(Came):
    """A version of our record was taken over from elsewhere. Append only."""

    source = models.ForeignKey("catalogue.SourceRecord", on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.source_id} v{self.version} ← {self.where}"
