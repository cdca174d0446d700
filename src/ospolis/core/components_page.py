"""The page that shows every component with its states."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ospolis.core import permissions
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Page
from ospolis.core.specimens import sample_values
from ospolis.core.templatetags.ui import SPRITE, asset

STATIC = Path(__file__).parent / "static"
SWATCHES = ("brand", "deep", "wash", "sun", "link", "ground", "sunken", "good", "warn", "bad")


@require_safe
@requires(permissions.SEE_COMPONENTS)
def show_components(request: OfficeRequest) -> HttpResponse:
    """Show every component with its states, for builders and for the tests of contrast and order."""
    values = {"page": Page(title=_("Components")), "icons": icon_names(), "swatches": SWATCHES, **sample_values()}
    return TemplateResponse(request, "core/specimen/page.html", values)


@require_safe
@requires(permissions.SEE_COMPONENTS)
def favicon(request: OfficeRequest) -> HttpResponse:
    """Send browsers that ask for the icon by habit to the mark."""
    return HttpResponseRedirect(asset("ospolis/mark.svg"))


@cache
def icon_names() -> tuple[str, ...]:
    """Read the names of the icons from the sprite."""
    return tuple(re.findall(r'<symbol id="([\w-]+)"', (STATIC / SPRITE).read_text(encoding="utf-8")))
