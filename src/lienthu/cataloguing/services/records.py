"""Earlier versions brought back, and records that others begin from."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.queries.records import in_version
from lienthu.catalogue.services.records import Saved, save_record
from lienthu.cataloguing.errors import TemplateRefused
from lienthu.cataloguing.models import RecordTemplate
from lienthu.cataloguing.rules.taking_over import own_copy
from lienthu.cataloguing.rules.worksheets import sheet_for
from lienthu.common import audit
from lienthu.lib.marc.record import Record

# Of one thing only, so no part of what others begin from: its numbers, titles, contents, summary and address. What
# shares the title as well (the next volume, another edition) begins from the record itself.
_ITS_OWN = frozenset(
    (
        "010",
        "015",
        "016",
        "017",
        "020",
        "022",
        "024",
        "028",
        "130",
        "210",
        "222",
        "240",
        "242",
        "243",
        "245",
        "246",
        "247",
        "505",
        "520",
        "856",
    )
)


@transaction.atomic
def restore(*, source: SourceRecord, number: int, version: int, actor: User, at: datetime) -> Saved:
    """Make an earlier version the newest again; what came between stays among the versions.

    Raises RecordChanged when the record has moved on since `version`, TitleUnknown for a version that never was.
    """
    old = in_version(source, number)
    fields = [field for field in old.fields if field[0] != "001"]
    current = catalogue.marc_view(source.pk)
    numbers = [("001", content) for content in current.all("001")]
    return save_record(
        library=source.library, record=Record(old.leader, [*numbers, *fields]), actor=actor, at=at, of=source,
        version=version, action="record.restored", reason=_("version %(number)d") % {"number": number},
    )  # fmt: skip


@transaction.atomic
def make_template(*, source: SourceRecord, name: str, actor: User, at: datetime) -> RecordTemplate:
    """Let new records of the library begin like this one. Raises TemplateRefused where the name is taken or empty."""
    name = " ".join(name.split())[:80]
    if not name:
        raise TemplateRefused("no_name", _("Give the template a name."))
    record = own_copy(catalogue.marc_view(source.pk))
    template = RecordTemplate(library=source.library, name=name, author=actor, created_at=at)
    template.sheet = sheet_for(record).key
    template.hold(Record(record.leader, [field for field in record.fields if field[0] not in _ITS_OWN]))
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as taken:
        message = _("Your library has a template named %(name)s already.") % {"name": name}
        raise TemplateRefused("name_taken", message) from taken
    audit.record(
        actor=actor, at=at, action="template.made", thing=template, before=None,
        after={"name": name, "library": source.library.code},
    )  # fmt: skip
    return template


@transaction.atomic
def drop_template(*, template: RecordTemplate, actor: User, at: datetime) -> None:
    """Take a template away; records that began from it stay as they are."""
    before = {"name": template.name, "library": template.library.code}
    audit.record(actor=actor, at=at, action="template.dropped", thing=template, before=before, after=None)
    template.delete()
