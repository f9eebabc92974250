"""Organisations in a dated tree, their sites and successions. Facts of one row only; what spans rows is in services."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.dated import Dated, begins_once, dates_in_order

CODE = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z",
    _("Write the code with 1 to 40 unmarked letters, digits, dots, hyphens or underscores, a letter or digit first."),
)
LATITUDE = (MinValueValidator(-90), MaxValueValidator(90))
LONGITUDE = (MinValueValidator(-180), MaxValueValidator(180))


class Tier(models.Model):
    """A level of the network: national, provincial, commune… Data that a hub edits, known to no code by name."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)  # in Vietnamese
    rank = models.PositiveSmallIntegerField(_("rank"))  # 0 is the top; siblings in a list stand in this order

    class Meta:
        ordering = ("rank", "key")

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A library, or another body that hosts or governs one. Its names and its parents are dated rows of their own."""

    class Kind(models.TextChoices):
        LIBRARY = "library", _("library")
        AUTHORITY = "authority", _("governing body")
        POST_OFFICE = "post_office", _("culture post office")
        SCHOOL = "school", _("school")
        BORDER_POST = "border_post", _("border post")
        PRISON = "prison", _("prison")
        PAGODA = "pagoda", _("pagoda")
        BOOKCASE = "bookcase", _("community bookcase")
        NAVAL_STATION = "naval_station", _("naval or island station")
        OTHER = "other", _("other organisation")

    class LibraryType(models.TextChoices):
        """The eight types of Luật Thư viện 46/2019/QH14, article 9."""

        NATIONAL = "national", _("National Library of Viet Nam")
        PUBLIC = "public", _("public library")
        SPECIAL = "special", _("special library")
        ARMED_FORCES = "armed_forces", _("library of the people's armed forces")
        UNIVERSITY = "university", _("university library")
        SCHOOL = "school", _("library of a school or another place of education")
        COMMUNITY = "community", _("community library or private library serving the community")
        FOREIGN = "foreign", _("library of a foreign body serving Vietnamese readers")

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.LIBRARY)
    library_type = models.CharField(_("library type"), max_length=20, choices=LibraryType.choices, blank=True)
    tier = models.ForeignKey(
        Tier, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("tier")
    )
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)  # first day no longer

    class Meta:
        ordering = ("code",)
        constraints = (
            dates_in_order("organisation_dates_in_order", start="opened_on", end="closed_on"),
            models.UniqueConstraint(Upper("code"), name="a_code_is_one_whatever_its_case"),
            models.CheckConstraint(
                condition=Q(library_type="") | Q(kind="library"), name="only_a_library_has_a_library_type"
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def audit_organisation_id(self) -> int:
        return self.pk


class OrganisationName(Dated):
    """What an organisation was called, in one language, over a range of days."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    full = models.CharField(_("full name"), max_length=200)
    short = models.CharField(_("short name"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=10, default="vi")

    class Meta(Dated.Meta):
        ordering = ("organisation_id", "language", F("valid_from").asc(nulls_first=True), "id")
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("organisation", "language"), condition=Q(valid_to=None), name="one_name_is_open_at_the_end"
            ),
            *begins_once("one_name_begins", "organisation", "language"),
        )

    def __str__(self) -> str:
        return self.full


class OrganisationParent(Dated):
    """Under whom an organisation stood over a range of days; without a row for a day it stood at the top."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="parents")
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="children")

    class Meta(Dated.Meta):
        ordering = ("organisation_id", F("valid_from").asc(nulls_first=True), "id")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=~Q(organisation=F("parent")), name="nobody_is_its_own_parent"),
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(valid_to=None), name="one_parent_is_open_at_the_end"
            ),
            *begins_once("one_parent_begins", "organisation"),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} under {self.parent_id}"


class Succession(models.Model):
    """Who took over from whom, on which day, and which part. Nothing that was reported before is rewritten by it."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("merger")
        SPLIT = "split", _("division")
        RENAME = "rename", _("new organisation under a new name")

    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="succeeded_by")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="succeeded_from")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    share = models.DecimalField(_("share"), max_digits=5, decimal_places=4, default=1)  # of the predecessor, 0–1
    on = models.DateField(pgettext_lazy("day", "on"))

    class Meta:
        ordering = ("on", "predecessor_id", "successor_id")
        constraints = (
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="a_share_is_above_0_up_to_1"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="nobody_succeeds_itself"),
            models.UniqueConstraint(fields=("predecessor", "successor"), name="a_succession_is_recorded_once"),
        )

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} ({self.share})"


class Site(models.Model):
    """A place where an organisation serves or keeps books."""

    class Kind(models.TextChoices):
        MAIN = "main", _("main building")
        BRANCH = "branch", _("branch")
        READING_ROOM = "reading_room", _("reading room")
        STORE = "store", _("book store")
        DEPOSIT = "deposit", _("deposit site")
        STOP = "stop", _("mobile library stop")
        OTHER = "other", _("other place")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.MAIN)
    address = models.CharField(_("address"), max_length=255, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True, validators=LATITUDE)  # degrees, WGS 84
    longitude = models.FloatField(_("longitude"), null=True, blank=True, validators=LONGITUDE)
    admin_unit_code = models.CharField(_("administrative unit code"), max_length=10, blank=True)  # AdminUnit.code
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)  # first day no longer

    class Meta:
        ordering = ("organisation_id", "name", "id")
        constraints = (
            dates_in_order("site_dates_in_order", start="opened_on", end="closed_on"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                # Both must be said not to be null: a comparison with null is unknown, which a check lets pass.
                | Q(latitude__isnull=False, latitude__range=(-90, 90))
                & Q(longitude__isnull=False, longitude__range=(-180, 180)),
                name="a_site_has_both_coordinates_or_none",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Federation(models.Model):
    """A voluntary group of libraries (liên hiệp thư viện). Source: Nghị định 93/2020/NĐ-CP."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=200)
    opened_on = models.DateField(_("founded on"), null=True, blank=True)
    closed_on = models.DateField(_("dissolved on"), null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (dates_in_order("federation_dates_in_order", start="opened_on", end="closed_on"),)

    def __str__(self) -> str:
        return self.name


class Membership(Dated):
    """A library in a federation over a range of days. A library may sit in two federations at once."""

    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")

    class Meta(Dated.Meta):
        ordering = ("federation_id", "organisation_id", F("valid_from").asc(nulls_first=True), "id")
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("federation", "organisation"), condition=Q(valid_to=None), name="one_membership_is_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.federation_id}"


class Term(Dated):
    """A term (nhiệm kỳ) of a federation. Its days are free: the next may begin before this one ends."""

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="terms")
    name = models.CharField(_("name"), max_length=120)  # "Nhiệm kỳ VI (2023–2025)"

    class Meta(Dated.Meta):
        ordering = ("federation_id", F("valid_from").desc(nulls_last=True), "-id")

    def __str__(self) -> str:
        return self.name


class Office(Dated):
    """Who held a position in a federation: a person of a member library, or, as lead library, the library itself."""

    class Position(models.TextChoices):
        CHAIR = "chair", _("chair")
        VICE_CHAIR = "vice_chair", _("vice chair")
        COMMITTEE = "committee", _("member of the executive committee")
        SECRETARY = "secretary", _("secretary")
        LEAD_LIBRARY = "lead_library", _("lead library")

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="offices")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="offices")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offices")
    position = models.CharField(_("position"), max_length=20, choices=Position.choices)
    person_name = models.CharField(_("person"), max_length=120, blank=True)

    class Meta(Dated.Meta):
        ordering = ("federation_id", F("valid_from").desc(nulls_last=True), "position", "id")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(position="lead_library", person_name="")
                | (~Q(position="lead_library") & ~Q(person_name="")),
                name="a_library_leads_a_person_presides",
            ),
        )

    def __str__(self) -> str:
        return f"{self.position} {self.person_name or self.organisation_id}"


class AdminUnit(Dated):
    """A province, district or commune as the General Statistics Office numbers it, over a range of days.

    Codes live on through reforms with another meaning (00004 was Phường Trúc Bạch, then Phường Ba Đình), and names
    repeat: a unit is told by its code together with the day.
    """

    code = models.CharField(_("code"), max_length=10)
    level = models.CharField(_("level"), max_length=20)  # "province", "district", "commune"; a key of the data
    type = models.CharField(_("type"), max_length=40)  # "Tỉnh", "Thành phố", "Phường", "Đặc khu"
    name = models.CharField(_("name"), max_length=120)  # with its type: "Xã Tân Tiến"
    parent_code = models.CharField(_("code of the unit above"), max_length=10, blank=True)
    latitude = models.FloatField(null=True)  # of its middle, degrees, WGS 84
    longitude = models.FloatField(null=True)

    class Meta(Dated.Meta):
        ordering = ("code", F("valid_from").asc(nulls_first=True))
        constraints = (
            *Dated.Meta.constraints,
            *begins_once("a_unit_code_begins", "code"),
        )
        indexes = (models.Index(fields=("parent_code", "code"), name="units_below_a_unit"),)

    def __str__(self) -> str:
        return self.name
