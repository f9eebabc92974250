"""Which resolutions and elections came before a conference."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.conferences.errors import ConferenceRefused
from lienthu.conferences.models import Conference, Matter
from lienthu.conferences.queries.matters import offered, picked
from lienthu.conferences.services.planning import held_open
from lienthu.federation.models import Federation


@transaction.atomic
def pick(*, conference: Conference, keys: Collection[str], actor: User | None, at: datetime) -> None:
    """These (`r5`: a resolution, `e2`: an election) and no others; also once it is closed. Raises ConferenceRefused."""
    row = held_open(conference, *Conference.OPEN, Conference.State.CLOSED)
    Federation.objects.select_for_update().get(pk=row.federation_id)  # each belongs to one conference
    found = offered(row)
    papers = {f"r{each.pk}": each for each in found.resolutions}
    polls = {f"e{each.pk}": each for each in found.elections}
    before, wanted = picked(row), set(keys)
    if wanted - papers.keys() - polls.keys():
        message = _("One of them is not the federation's, or belongs to another conference. Choose again.")
        raise ConferenceRefused("not_offered", message, field="keys")
    row.matters.exclude(resolution__in=[each.pk for key, each in papers.items() if key in wanted]).exclude(
        election__in=[each.pk for key, each in polls.items() if key in wanted]
    ).delete()
    for key in sorted(wanted - set(before)):
        Matter.objects.create(conference=row, resolution=papers.get(key), election=polls.get(key))
    if wanted != set(before):
        names = {key: str(each) for key, each in [*papers.items(), *polls.items()]}
        audit.record(
            actor=actor, at=at, action="conference.matters_picked", thing=row,
            before={"matters": [names[key] for key in before]},
            after={"matters": [names[key] for key in names if key in wanted]},
        )  # fmt: skip
