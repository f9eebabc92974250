"""A library's own templates: made of one of the program's, changed, put out of use."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation.models import Federation, Organisation
from lienthu.reports.errors import TextRefused
from lienthu.reports.models import Template, TemplateVersion
from lienthu.reports.queries import templates as queries
from lienthu.reports.rules import texts

LONGEST = 60_000


@transaction.atomic
def make_own(
    *, key: str, organisation: Organisation | None, federation: Federation | None, name: str, actor: User | None,
    at: datetime,
) -> Template:  # fmt: skip
    """A template of one's own that says at first what the one of the program says."""
    shape = queries.by_key(key, organisation, federation)
    made = Template.objects.create(
        organisation=organisation, federation=federation, name=name.strip() or shape.name, kind=shape.kind,
        body=shape.body, made_from=shape.own.made_from if shape.own else shape.key,
    )  # fmt: skip
    audit.record(actor=actor, at=at, action="template.changed", thing=made, before=None, after={"name": made.name})
    return made


@transaction.atomic
def change(*, template: Template, name: str, body: str, is_active: bool, actor: User | None, at: datetime) -> Template:
    """Keep a new text; the one before stays among its versions. Raises TextRefused where there is nothing to report."""
    body = body.replace("\r\n", "\n").strip() + "\n"
    if not texts.sections(body) or len(body) > LONGEST:
        raise TextRefused(
            "empty_template",
            _("A template has at least one heading (# Heading) or one line, and at most %(n)d letters.")
            % {"n": LONGEST},
            field="body",
        )
    before = {"name": template.name, "body": template.body, "is_active": template.is_active}
    if template.body != body:
        TemplateVersion.objects.create(template=template, body=template.body, at=at, by=actor)
    template.name, template.body, template.is_active = name.strip() or template.name, body, is_active
    template.save(update_fields=["name", "body", "is_active"])
    after = {"name": template.name, "body": body, "is_active": is_active}
    changed = [name for name, value in after.items() if before[name] != value]
    if changed:
        said = {name: len(str(before[name])) if name == "body" else before[name] for name in changed}
        now = {name: len(str(after[name])) if name == "body" else after[name] for name in changed}
        audit.record(actor=actor, at=at, action="template.changed", thing=template, before=said, after=now)
    return template
