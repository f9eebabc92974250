"""Counting readers: gathered in each process, written down now and then, booked in the ledger once a day.

A page costs no write. Every process keeps in memory who it saw, as digests with the day's salt; some seconds later one
short transaction writes all of it down. Whether a visit is new is told in that transaction from the table, so that
readers who are served by several processes are counted once.
"""

import atexit
import contextlib
import hashlib
import hmac
import secrets
import threading
import time
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import F
from django.utils import timezone

from lienthu.common.dated import midnight
from lienthu.common.transactions import in_turn
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Channel, Kind
from lienthu.website import rules
from lienthu.website.models import DaySalt, Presence, PublicSite, VisitDay

EVERY: Final = 15.0  # seconds between two times of writing down
MOST: Final = 20_000  # readers that a process remembers meanwhile; further ones count as pages only

_lock = threading.Lock()
_seen: dict[int, dict[str, datetime]] = defaultdict(dict)  # site → digest → when last
_pages: dict[tuple[int, date], int] = defaultdict(int)
_salts: dict[date, str] = {}
_state = {"written": time.monotonic(), "on": 0.0}


def seen(*, site: int, address: str, agent: str, at: datetime) -> None:
    """Somebody looked at a page of the site. Touches no database."""
    day = timezone.localdate(at)
    with _lock:
        _pages[site, day] += 1
        if len(_seen[site]) < MOST:
            _seen[site][_digest(day, address, agent)] = at


def _digest(day: date, address: str, agent: str) -> str:
    """Not yet with the day's salt, which is in the database: that is put on when it is written down. What stands in
    memory meanwhile is made with the hub's own key."""
    words = f"{day:%Y%m%d}\0{address}\0{agent}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).hexdigest()


def begin() -> None:
    """Have this process write down what it gathers by itself: called by whatever serves pages."""
    _state["on"] = 1.0
    atexit.register(_at_the_end)


def write_down_if_due() -> None:
    """Now and then, in a thread of its own, so that no reader waits for it. Once at a time."""
    with _lock:
        if not _state["on"] or time.monotonic() - _state["written"] < EVERY:
            return
        _state["written"] = time.monotonic()
    threading.Thread(target=_apart, name="counting", daemon=True).start()


def _apart() -> None:
    try:
        write_down(at=timezone.now())
    finally:
        close_old_connections()


def _at_the_end() -> None:
    with contextlib.suppress(DatabaseError):  # the hub goes down with its database: some seconds of counts are lost
        write_down(at=timezone.now())


def write_down(*, at: datetime) -> int:
    """Write down what this process gathered; returns how many visits began with it."""
    with _lock:
        gathered = {site: dict(digests) for site, digests in _seen.items() if digests}
        pages = dict(_pages)
        _seen.clear()
        _pages.clear()
        _state["written"] = time.monotonic()
    if not pages:
        return 0
    with in_turn():
        return _write(gathered, pages, at)


def _write(gathered: dict[int, dict[str, datetime]], pages: dict[tuple[int, date], int], at: datetime) -> int:
    begun = 0
    # The rows of the sites are the turn that processes take: none reads who is present while another writes it.
    held = PublicSite.objects.select_for_update().filter(pk__in={site for site, _day in pages}).order_by("pk")
    for site in list(held.values_list("pk", flat=True)):
        told = _present(site, gathered.get(site, {}))
        begun += told
        for (of, day), looked in sorted(pages.items()):
            if of == site:
                _add(site, day, told, looked, at)
                told = 0
    Presence.objects.filter(last_at__lt=at - rules.VISIT).delete()
    return begun


def _present(site: int, digests: dict[str, datetime]) -> int:
    """Write down who is there; returns how many of them were not before."""
    salted = {_salted(timezone.localdate(when), digest): when for digest, when in digests.items()}
    before = dict(Presence.objects.filter(site=site, digest__in=salted).values_list("digest", "last_at"))
    told = rules.visits_in(salted, before)
    Presence.objects.bulk_create(
        [Presence(site_id=site, digest=digest, last_at=when) for digest, when in told.present.items()],
        update_conflicts=True,
        unique_fields=("site", "digest"),
        update_fields=("last_at",),
    )
    return told.visits


def _add(site: int, day: date, visits: int, pages: int, at: datetime) -> None:
    """To the day's row; to today's where that day was booked already."""
    row, _made = VisitDay.objects.get_or_create(site_id=site, day=day)
    if row.booked:
        row, _made = VisitDay.objects.get_or_create(site_id=site, day=timezone.localdate(at))
    VisitDay.objects.filter(pk=row.pk).update(visits=F("visits") + visits, pages=F("pages") + pages)


def _salted(day: date, digest: str) -> str:
    if day not in _salts:
        row, _made = DaySalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_hex(32)})
        _salts.clear()
        _salts[day] = row.salt
    return hmac.new(_salts[day].encode(), digest.encode(), hashlib.sha256).hexdigest()[:24]


@transaction.atomic
def book_days(*, at: datetime) -> int:
    """Book the visits of every day that is over as one event of the ledger, and throw its salt away; how many days."""
    today = timezone.localdate(at)
    # An hour's grace: what the other processes gathered before midnight is written down by then.
    over = timezone.localdate(at - timedelta(hours=1))
    days = VisitDay.objects.select_for_update().filter(day__lt=min(today, over), booked=False).select_related("site")
    count = 0
    for row in days.order_by("day", "site_id"):
        if row.visits:
            ledger.append(
                ledger.Activity(
                    kind=Kind.VISIT,
                    at=midnight(row.day) + timedelta(hours=23),
                    host=row.site.organisation_id,
                    channel=Channel.ONLINE,
                    quantity=row.visits,
                    thing=row,
                ),
                actor=None,
            )
            count += 1
        row.booked = True
        row.save(update_fields=("booked",))
    DaySalt.objects.filter(day__lt=min(today, over)).delete()
    return count
