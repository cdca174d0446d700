"""The settings of an office, for its leads."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ospolis.core.access import OfficeRequest, Role, requires
from ospolis.core.page import Page
from ospolis.core.said import say_done
from ospolis.offices import permissions, services
from ospolis.offices.forms import SettingsForm
from ospolis.offices.selectors import get_office


@requires(permissions.CHANGE_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def change_settings(request: OfficeRequest) -> HttpResponse:
    own = sorted(request.viewer.realms(Role.LEAD))
    key = request.GET.get("office", "") or next(iter(own), "")
    try:
        office = get_office(request.viewer, key if key in own else "")
    except ObjectDoesNotExist:
        raise Http404 from None
    request.office = office
    held = {"requires_second_factor": office.requires_second_factor, "role_months": office.role_months}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=held)
    if form.is_bound and form.is_valid():
        services.change_settings(office_key=key, actor=request.viewer, at=timezone.now(), **form.cleaned_data)
        say_done(request, _("The settings are kept."))
        return redirect(f"{reverse('offices:settings')}?office={key}")
    context = {"office": office, "form": form, "page": Page(title=_("Settings"), has_errors=form.is_bound)}
    return TemplateResponse(request, "offices/settings.html", context, status=422 if form.is_bound else 200)
