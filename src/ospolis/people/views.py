"""Log in, log out."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Page
from ospolis.people import permissions, services
from ospolis.people.forms import LogInForm
from ospolis.people.selectors import viewer_of_account
from ospolis.people.targets import safe_target


@requires(permissions.LOG_IN)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: OfficeRequest) -> HttpResponse:
    target = safe_target(request)
    form = LogInForm(request.POST or None)
    context = {"form": form, "next": target, "page": Page(title=_("Log in"), has_errors=request.method == "POST")}
    if request.method != "POST":
        return TemplateResponse(request, "people/log_in.html", context)
    if form.is_valid():
        found = authenticate(request, username=form.cleaned_data["email"].casefold(), **_password(form))
        if found is not None:
            login(request, found)
            now = timezone.now()
            actor = viewer_of_account(found, on=timezone.localdate(now))
            services.note_log_in(account_id=found.pk, actor=actor, at=now)
            return redirect(target)
        form.add_error(None, _("The address and the password do not fit together. Check both and try again."))
    return TemplateResponse(request, "people/log_in.html", context, status=422)


@requires(permissions.LOG_OUT)
@require_POST
def log_out(request: OfficeRequest) -> HttpResponse:
    logout(request)
    return redirect("/")


def _password(form: LogInForm) -> dict[str, str]:
    return {"password": form.cleaned_data["password"]}
