"""Which office a list is about."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from ospolis.core.access import OfficeRequest
from ospolis.core.page import Page
from ospolis.offices.models import Office
from ospolis.offices.selectors import office_asked_for


def about_office(view: Callable[[OfficeRequest, Office], HttpResponse]) -> Callable[[OfficeRequest], HttpResponse]:
    """Give a view the office that the address asks for, or the reader's own, or the first.

    As long as there is no office at all, a page says so instead.
    """

    @functools.wraps(view)
    def asked(request: OfficeRequest) -> HttpResponse:
        office = office_asked_for(request.viewer, request.GET.get("office", ""))
        if office is None:
            return TemplateResponse(request, "offices/no_office.html", {"page": Page(title=_("No office yet"))})
        request.office = office
        return view(request, office)

    return asked
