"""The WSGI application that the server runs."""

from __future__ import annotations

import gc
import os

import django
from django.conf import settings

from ospolis.core.databases import limit_statements
from ospolis.web.handling import TextHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ospolis.web.settings")
limit_statements(settings.DATABASES["default"])
django.setup(set_prefix=False)
application = TextHandler()

# What was loaded stays. A page makes many small objects that are freed at once: looking for circles among them every
# 700 objects, as Python does by itself, would fall into the middle of most pages.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
