"""The WSGI entry that a server of any make loads. `./lienthu serve` is the one we test; see docs/deploy.md."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.settings")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # every page is loaded now, and not while the first reader of each process waits

# Readers of the public sites are counted by the processes that serve them, and by no other that loads the rooms.
if settings.WEBSITE:
    from lienthu.website.services import counting

    counting.begin()

# All of this stays to the end: looking through it for what can go would take some reader 60 ms each time.
gc.collect()
gc.freeze()
