"""Log in, log out, and what is kept about oneself."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ospolis.core.access import OfficeRequest, Role, requires
from ospolis.core.page import Page
from ospolis.people import permissions, selectors
from ospolis.people.entering import enter
from ospolis.people.forms.accounts import LogInForm
from ospolis.people.targets import safe_target, start_page


@requires(permissions.LOG_IN)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: OfficeRequest) -> HttpResponse:
    form = LogInForm(request.POST if request.method == "POST" else None)
    target = safe_target(request, otherwise="")
    context = {"form": form, "next": target, "page": Page(title=_("Log in"), has_errors=form.is_bound)}
    if not form.is_bound:
        return TemplateResponse(request, "people/log_in.html", context)
    if not form.is_valid():
        return TemplateResponse(request, "people/log_in.html", context, status=422)
    viewer, refusal = enter(request, form.cleaned_data["email"], form.cleaned_data["password"], at=timezone.now())
    if viewer is not None:
        return redirect(target or start_page(viewer))
    form.add_error(None, refusal.words)
    return TemplateResponse(request, "people/log_in.html", context, status=refusal.status)


@requires(permissions.LOG_OUT)
@require_POST
def log_out(request: OfficeRequest) -> HttpResponse:
    logout(request)
    return redirect("/")


@requires(permissions.SEE_OWN_DATA)
@require_safe
def show_own_data(request: OfficeRequest) -> HttpResponse:
    held = selectors.own_data_of(request.viewer)
    roles = [{**role, "words": Role(role["role"]).words} for role in held["roles"]]
    context = {"held": held, "roles": roles, "page": Page(title=_("What is kept about me"))}
    return TemplateResponse(request, "people/own_data.html", context)
