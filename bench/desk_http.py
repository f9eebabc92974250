"""One librarian at the desk over HTTP: `python -m bench.desk_http PORT COPIES ROUNDS`.

Waits until the hub has done its daily jobs, signs in by a session of its own and goes on like a day: a card, two books
lent, both taken back, a name and a title in words. Prints {what: [milliseconds of each answer]}; an answer that is not
the expected one stops it.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
import time
from urllib.parse import urlencode

from bench.desk_fill import SEED, barcode, home_of

TOKEN = "d" * 32
PATIENCE_S = 3600.0


class Librarian:
    """A browser with htmx: a kept connection, a session, a token."""

    def __init__(self, port: int, session: str, path: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._path = path
        self._headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept-Language": "vi",
        }
        self.taken: dict[str, list[float]] = {}

    def ask(self, what: str, expected: str, **said: object) -> None:
        body = urlencode({"mode": "auto", **said})
        began = time.perf_counter()
        self._connection.request("POST", self._path, body, self._headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        self.taken.setdefault(what, []).append((time.perf_counter() - began) * 1000)
        if answer.status != 200 or f'data-outcome="{expected}"' not in text:
            wrong = text[max(0, text.find('id="content"')) :][:1500]
            raise SystemExit(f"{what} {said} answered {answer.status}: {wrong}")


def session_of(username: str) -> str:
    """A signed-in session, as signing in leaves it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from lienthu.accounts.models import User

    user = User.objects.get(username=username)
    backend = next(name for name in settings.AUTHENTICATION_BACKENDS if name.endswith("RoleBackend"))
    store = SessionStore()
    store.update(
        {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: backend, HASH_SESSION_KEY: user.get_session_auth_hash()}
    )
    store.create()
    return str(store.session_key)


def let_jobs_end() -> None:
    """Wait for the jobs that the hub's worker asks for soon after it begins: what is done at night is timed elsewhere.

    It is quiet when nothing waited and nothing was asked for over a round of the worker's chores.
    """
    from lienthu.common.models import Job
    from lienthu.common.worker import CHORES_SECONDS

    going_on, until = (Job.State.QUEUED, Job.State.RUNNING), time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        asked = Job.objects.count()
        time.sleep(CHORES_SECONDS + 2)
        if Job.objects.count() == asked and not Job.objects.filter(state__in=going_on).exists():
            return
    raise SystemExit(f"the hub's jobs have not ended in {PATIENCE_S:.0f} seconds")


def day(port: int, copies: int, rounds: int) -> dict[str, list[float]]:
    from django.urls import reverse

    from lienthu.catalogue.derive import facts_from_json
    from lienthu.catalogue.models import SourceRecord
    from lienthu.patrons.models import Patron

    librarian = Librarian(port, session_of("desk"), reverse("circulation:desk"))
    dice = random.Random(SEED + 9)
    patrons = list(Patron.objects.filter(library__code="L0").order_by("pk").values_list("pk", "number", "full_name"))
    records = copies * 5 // 8
    for _ in range(rounds):
        number, card, name = dice.choice(patrons)
        librarian.ask("card", "good", q=card)
        # From the upper half: the lower one is lent by the processes that are measured from inside.
        found = [n for n in (dice.randrange(records // 2, records) for _ in range(40)) if home_of(n) == 0][:2]
        codes = list(dict.fromkeys(barcode(n * 8 // 5) for n in found))
        for code in codes:
            librarian.ask("book lent", "good", q=code, patron=number)
        for code in codes:
            librarian.ask("book taken back", "good", q=code)
        librarian.ask("name", "info", q=name)
        title = facts_from_json(
            SourceRecord.objects.values_list("facts", flat=True).get(control_number=f"b{found[0]}")
        ).title
        librarian.ask("title", "info", q=title)
    return librarian.taken


def main() -> None:
    import django

    django.setup()
    let_jobs_end()
    print(json.dumps(day(*(int(word) for word in sys.argv[1:4]))))


if __name__ == "__main__":
    main()
