"""The WSGI application that the server runs."""

from __future__ import annotations

import os

import django
from django.conf import settings

from ospolis.core.databases import limit_statements
from ospolis.core.memory import settle_memory
from ospolis.web.handling import TextHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ospolis.web.settings")
limit_statements(settings.DATABASES["default"])
django.setup(set_prefix=False)
application = TextHandler()
settle_memory()
