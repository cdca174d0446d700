"""Log in and log out."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Page
from ospolis.people import permissions
from ospolis.people.forms.accounts import LogInForm
from ospolis.people.signing_in.entering import enter
from ospolis.people.signing_in.providers import listed_providers
from ospolis.people.targets import safe_target, start_page


@requires(permissions.LOG_IN)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: OfficeRequest) -> HttpResponse:
    form = LogInForm(request.POST if request.method == "POST" else None)
    target = safe_target(request, otherwise="")
    context = {"form": form, "next": target, "page": Page(title=_("Log in"), has_errors=form.is_bound)}
    context["providers"] = listed_providers()
    if request.viewer.is_known:
        return redirect(target or start_page(request.viewer))
    if not form.is_bound:
        return TemplateResponse(request, "people/log_in.html", context)
    if not form.is_valid():
        return TemplateResponse(request, "people/log_in.html", context, status=422)
    answer, refusal = enter(request, target=target, at=timezone.now(), **form.cleaned_data)
    if answer is not None:
        return answer
    form.add_error(None, refusal.words)
    return TemplateResponse(request, "people/log_in.html", context, status=refusal.status)


@requires(permissions.LOG_OUT)
@require_POST
def log_out(request: OfficeRequest) -> HttpResponse:
    logout(request)
    return redirect("/")
