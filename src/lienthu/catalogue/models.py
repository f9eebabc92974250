"""The tables of the union catalogue. Facts of one row only; what spans rows is in services."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Title(models.Model):
    """A number under which source records of one edition are grouped. What it shows is derived, never stored here.

    A number, once given, resolves for ever: `merged_into` leads from a number that lost its records to the one
    that has them.
    """

    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False)

    class Meta:
        ordering = ("id",)
        indexes = (  # of the few that were: told that nearly all rows have none, SQLite would rather read them all
            models.Index(fields=("merged_into",), condition=models.Q(merged_into__isnull=False), name="merged_titles"),
        )

    def __str__(self) -> str:
        return f"title {self.pk}"


class ImportRun(models.Model):
    """One file of one library going through the import: what it was taken for, and what came of it.

    A record that a person saved came by a run too, a run of one record without a file: every version has one way in.
    """

    class Kind(models.TextChoices):
        FILE = "file", _("file")
        BY_HAND = "by_hand", _("by hand")

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped before the end")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FILE)
    file_name = models.CharField()  # by hand: ""
    file_digest = models.CharField(max_length=64)  # SHA-256 of the file, hexadecimal; by hand: ""
    format = models.CharField(max_length=20)
    encoding = models.CharField(max_length=20)
    columns = models.JSONField(null=True)  # column mapping of a table (CSV, XLSX), as it was for this run
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    counts = models.JSONField(default=dict)  # the counters of the command's result
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.library_id})"


class SourceRecord(models.Model):
    """One member's record of one thing, found again by that member's control number.

    `facts` is what was read out of the current version (`lienthu.lib.marc.facts.Facts` as a JSON array). The
    bytes as they came are in RecordVersion and stay there.
    """

    class GroupedBy(models.IntegerChoices):
        FOUNDED = 0, _("first record of its title")
        RULE = 1, _("joined by rule")
        PERSON = 2, _("placed by a person")

    library = models.ForeignKey(  # the unique constraint below begins with it, so it needs no index of its own
        "federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    control_number = models.CharField()  # 001, or "#" and the content's digest where there is none
    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="records")
    grouped_by = models.PositiveSmallIntegerField(choices=GroupedBy.choices, default=GroupedBy.FOUNDED)
    evidence = models.CharField(max_length=255, blank=True)  # components behind the grouping: matching.Comparison.code
    joined_record = models.BigIntegerField(null=True)  # the record that the rule compared it with
    facts = models.TextField()
    digest = models.BinaryField(max_length=16)  # of the content, whatever the format it came in
    version = models.PositiveIntegerField(default=1)
    position = models.PositiveIntegerField()  # zero-based, in the file that brought the current version
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)
    # Sums over its copies, kept by whoever changes a copy and proved by `lienthu check`: a result page and the
    # search index need them for every record, and counting 1.6 copies a record costs more than all else there.
    copies_total = models.PositiveIntegerField(default=0)
    copies_available = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("library", "control_number"), name="one_record_per_control_number"),
        )

    def __str__(self) -> str:
        return f"{self.library_id}:{self.control_number}"


class RecordVersion(models.Model):
    """A source record as it came, byte for byte. Append only."""

    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveIntegerField()
    raw = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("record_id", "number")
        constraints = (models.UniqueConstraint(fields=("record", "number"), name="a_version_has_one_number"),)

    def __str__(self) -> str:
        return f"{self.record_id} v{self.number}"


class MatchKey(models.Model):
    """A blocking key of a source record: records that share one are worth comparing."""

    key = models.BigIntegerField()
    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        ordering = ("id",)
        # Read by key, and taken away by key and record: one index serves both, and each index costs every import.
        indexes = (models.Index(fields=("key", "record"), name="records_with_a_key"),)

    def __str__(self) -> str:
        return f"{self.key:x} {self.record_id}"


class KeyRules(models.Model):
    """By which version of the rules the match keys of this hub were made. One row; none where there is no key yet."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    version = models.PositiveIntegerField()  # lib.matching.KEYS_VERSION; 0: not known
    making = models.PositiveIntegerField(null=True)  # while keys are made anew: the version they will be of
    old_until = models.BigIntegerField(null=True)  # then: the last MatchKey that goes when all new ones are there

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"rules {self.version}"


class Copy(models.Model):
    """One copy. Four facts stay apart: who owns it, where it belongs, who has charge of it, where it is."""

    class Status(models.TextChoices):
        AVAILABLE = "available", _("available")
        ON_LOAN = "on_loan", _("on loan")
        IN_PROCESS = "in_process", _("being processed")
        IN_TRANSIT = "in_transit", _("on the way between libraries")
        PACKED = "packed", _("packed in a set that travels")
        RESERVED = "reserved", _("kept for a reader")
        DAMAGED = "damaged", _("damaged, not lent")
        LOST = "lost", _("lost")
        WITHDRAWN = "withdrawn", _("withdrawn")

    record = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="copies", db_index=False)
    key = models.CharField()  # what tells it from its sisters: barcode, else accession number, else "#1"
    owner = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    assigned = models.ForeignKey(
        "federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    custodian = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    barcode = models.CharField(_("barcode"), blank=True)
    accession_number = models.CharField(_("accession number"), blank=True)
    call_number = models.CharField(_("call number"), blank=True)
    shelf = models.CharField(_("shelf"), blank=True)  # the member's own code of the place, as it came
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.AVAILABLE)
    # Once a service of ours has set the status, a later file of the member no longer says what it is.
    status_kept_here = models.BooleanField(default=False, db_default=False)
    # Entered or corrected here: a file of the library neither overwrites nor withdraws it.
    by_hand = models.BooleanField(default=False, db_default=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ("record_id", "id")
        constraints = (models.UniqueConstraint(fields=("record", "key"), name="a_copy_is_told_from_its_sisters"),)
        indexes = (
            models.Index(fields=("barcode",), name="copy_by_barcode"),
            models.Index(fields=("accession_number",), name="copy_by_accession_number"),
        )

    def __str__(self) -> str:
        return self.barcode or self.accession_number or self.key


class CopyMove(models.Model):
    """A change of who has charge of a copy, where it is, or where it belongs. Append only; the last one is now.

    A loan is no move: while lent, a copy stays in its custodian's charge, and the open loan says who has it.
    """

    class Cause(models.TextChoices):
        ASSIGNED = "assigned", _("assigned to a place")
        SENT = "sent", _("sent to another library")
        RECEIVED = "received", _("received from another library")
        RETURNED_ELSEWHERE = "returned_elsewhere", _("given back at another library")
        LENT_ELSEWHERE = "lent_elsewhere", _("lent where it happened to be")
        DEPOSITED = "deposited", _("received at a deposit site")
        BROUGHT_BACK = "brought_back", _("back from a deposit site")
        FOUND = "found", _("found")
        GIVEN = "given", _("given to another owner")
        EXCHANGED = "exchanged", _("exchanged with another owner")
        CORRECTED = "corrected", _("corrected")
        UNDONE = "undone", _("move undone")

    copy = models.ForeignKey(Copy, on_delete=models.PROTECT, related_name="moves", db_index=False)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    cause = models.CharField(_("cause"), max_length=20, choices=Cause.choices)
    from_custodian = models.ForeignKey(
        "federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to_custodian = models.ForeignKey(
        "federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    from_place = models.ForeignKey(
        "federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_place = models.ForeignKey(
        "federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    from_assigned = models.ForeignKey(
        "federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_assigned = models.ForeignKey(
        "federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.TextField(_("reason"), blank=True)
    thing = models.CharField(max_length=60, blank=True)  # "circulation.transfer": what it was part of
    thing_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("copy", "-id"), name="moves_of_a_copy"),)

    def __str__(self) -> str:
        return f"{self.copy_id} {self.cause}"


class Reject(models.Model):
    """A record that could not be taken, kept whole with where it stood and why."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="rejects")
    file_name = models.CharField()
    file_digest = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    reason = models.TextField()
    raw = models.BinaryField()

    class Meta:
        ordering = ("library_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("library", "file_digest", "position"), name="a_reject_is_kept_once"),
        )

    def __str__(self) -> str:
        return f"{self.file_name}:{self.position} {self.code}"


class Doubt(models.Model):
    """Two records that may be the same edition; the rule would not say, a person will."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SAME = "same", _("same edition")
        DIFFERENT = "different", _("different editions")
        SETTLED = "settled", _("settled by a change")

    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="+")
    evidence = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("record", "other"), name="a_pair_is_asked_once"),)
        indexes = (models.Index(fields=("state", "id"), name="doubts_to_answer"),)

    def __str__(self) -> str:
        return f"{self.record_id}?{self.other_id}"


class Regrouping(models.Model):
    """A merge or a split by hand, with all that is needed to take it back exactly."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("merge")
        SPLIT = "split", _("split")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    kept = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="+")  # merge: what remains; split: what was
    moved = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="+")  # merge: emptied; split: the new one
    moves = models.JSONField()  # per record: [record, grouped_by, evidence, joined_record] as they were before
    redirects = models.JSONField(default=list)  # merge: numbers that led to the emptied title
    doubt = models.ForeignKey(Doubt, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.moved_id}/{self.kept_id}"


class IndexTask(models.Model):
    """Titles that one transaction touched and the search index has not yet taken in.

    Written inside that transaction, deleted once the index has committed them: whatever order transactions
    commit in, and wherever a process dies, what the index lacks is exactly what stands here.
    """

    titles = models.JSONField()  # list of title ids
    founded = models.JSONField(default=list)  # those among them that the transaction itself founded
    attempted = models.BooleanField(default=False)  # a process began to take it in, and may have died after

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{len(self.titles)} titles"


class PreferredForm(models.Model):
    """What is shown, searched and counted for a name, subject or series that records write in another form.

    Written by the room of the headings; a source record stays as it came, and its facts too.
    """

    LONGEST = 200  # derive.FORM_LENGTH

    element = models.CharField(max_length=10)  # of Facts: authors, subjects, series
    written = models.CharField(max_length=LONGEST)  # lib.vietnamese.marked; of a subject without its subdivisions
    text = models.TextField()  # what is shown for it

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("element", "written"), name="a_form_is_preferred_once"),)

    def __str__(self) -> str:
        return self.text


class LibraryProfile(models.Model):
    """How one library's files are to be read: remembered the first time, used from then on."""

    library = models.OneToOneField("federation.Organisation", on_delete=models.CASCADE, related_name="+")
    columns = models.JSONField(default=dict)  # header of a table → what it holds (lib.marc.tabular.TARGETS)
    copies = models.JSONField(null=True)  # lib.marc.copies.CopyMapping as a dict; null: the known layouts are tried
    places = models.JSONField(default=dict)  # the member's place code → organisation code
    encoding = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("library_id",)

    def __str__(self) -> str:
        return str(self.library_id)


class Upload(models.Model):
    """A file that came through the import page: looked at first, then taken in by a job."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField()
    path = models.CharField()  # below settings.UPLOADS; "" once the file is no longer needed and deleted
    format = models.CharField(max_length=20, default="auto")
    encoding = models.CharField(max_length=20, default="auto")
    columns = models.JSONField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    job = models.ForeignKey("common.Job", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.file_name
