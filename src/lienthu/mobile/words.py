"""When the vehicle comes, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.calendars.words import rule_words
from lienthu.mobile.models import Service


def service_words(service: Service) -> str:
    """ "Tuesday, every 2 weeks, 08:00–10:30, school year (5/9 – 31/5)"."""
    parts = dict(part.split("=", 1) for part in service.rule.split(";"))
    weeks = int(parts.pop("INTERVAL", "1"))
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    said = [rule_words(rule)]
    if weeks > 1:
        said.append(ngettext("every %(n)d week", "every %(n)d weeks", weeks) % {"n": weeks})
    said.append(f"{service.begins:%H:%M}–{service.ends:%H:%M}")
    if service.season:
        said.append(str(service.season))
    if service.last_day:
        said.append(_("until %(day)s") % {"day": f"{service.last_day:%d/%m/%Y}"})
    return ", ".join(said)
