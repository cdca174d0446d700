"""A forgotten password: the same page for every address, then a link that works once."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.limiting import asker_of, count_try, refuse_for_now
from ospolis.core.limiting.doors import RECOVERY
from ospolis.core.page import Page
from ospolis.core.said import say_done
from ospolis.people import permissions, services
from ospolis.people.forms.accounts import AddressForm, NewPasswordForm
from ospolis.people.signing_in.recovering import ask_for_link

METHODS = ["GET", "HEAD", "POST"]


@requires(permissions.LOG_IN)
@require_http_methods(METHODS)
def ask_for_recovery(request: OfficeRequest) -> HttpResponse:
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        address, at = form.cleaned_data["email"], timezone.now()
        verdict = count_try(door=RECOVERY, asker=asker_of(request, account=address), at=at)
        if not verdict.may:
            return refuse_for_now(request, verdict)
        ask_for_link(address, at=at)
        return redirect("people:recovery-sent")
    context = {"form": form, "page": Page(title=_("Set a new password"), has_errors=form.is_bound)}
    return TemplateResponse(request, "people/recovery.html", context, status=422 if form.is_bound else 200)


@requires(permissions.LOG_IN)
@require_safe
def show_recovery_sent(request: OfficeRequest) -> HttpResponse:
    return TemplateResponse(request, "people/recovery_sent.html", {"page": Page(title=_("Look into your mail"))})


@requires(permissions.LOG_IN)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(METHODS)
def recover_password(request: OfficeRequest, token: str) -> HttpResponse:
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    at = timezone.now()
    context = {"form": form, "page": Page(title=_("Set a new password"), has_errors=form.is_bound)}
    link = services.check_link(token=token, purpose="recovery", at=at)
    if link is None:
        return TemplateResponse(request, "people/link_late.html", {"page": context["page"]}, status=410)
    context["email"] = link.email
    if form.is_bound and form.is_valid():
        try:
            services.recover_password(token=token, actor=request.viewer, at=at, **form.cleaned_data)
            say_done(request, _("The new password is set. Log in with it."))
            return redirect("people:log-in")
        except ValidationError as problem:
            form.add_error("password", problem)
        except services.BadLink:
            return TemplateResponse(request, "people/link_late.html", {"page": context["page"]}, status=410)
    return TemplateResponse(request, "people/new_password.html", context, status=422 if form.is_bound else 200)
