"""The own account: password, address, sessions, and the ways to log in."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Page
from ospolis.core.said import say_done
from ospolis.people import permissions, selectors, services
from ospolis.people.forms.accounts import AddressForm, NewPasswordForm
from ospolis.people.own_pages import own_page
from ospolis.people.signing_in.changing import change_own_password
from ospolis.people.signing_in.fresh import needs_fresh_log_in

METHODS = ["GET", "HEAD", "POST"]


@requires(permissions.SEE_OWN_ACCOUNT)
@require_safe
def show_account(request: OfficeRequest) -> HttpResponse:
    context = {
        "account": request.user,
        "has_factor": selectors.has_factor(request.viewer),
        "may_help": permissions.RESET_LOST_FACTOR.allows(request.viewer.roles()),
        "page": Page(title=_("My account")),
    }
    return TemplateResponse(request, "people/my_account.html", context)


@requires(permissions.CHANGE_OWN_ACCOUNT)
@needs_fresh_log_in
@sensitive_post_parameters("password")
@require_http_methods(METHODS)
def change_password(request: OfficeRequest) -> HttpResponse:
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            change_own_password(request, at=timezone.now(), **form.cleaned_data)
            say_done(request, _("The new password is set. Your other sessions have ended."))
            return redirect("people:account")
        except ValidationError as problem:
            form.add_error("password", problem)
    context = {"form": form, "page": own_page(_("Change my password"), has_errors=form.is_bound)}
    return TemplateResponse(request, "people/new_password.html", context, status=422 if form.is_bound else 200)


@requires(permissions.CHANGE_OWN_ACCOUNT)
@needs_fresh_log_in
@require_http_methods(METHODS)
def change_address(request: OfficeRequest) -> HttpResponse:
    form = AddressForm(request.POST if request.method == "POST" else None)
    page = own_page(_("Change my address"), has_errors=form.is_bound)
    if form.is_bound and form.is_valid():
        services.ask_for_address(
            account_id=request.viewer.pk or 0, actor=request.viewer, at=timezone.now(), **form.cleaned_data
        )
        return TemplateResponse(request, "people/address_sent.html", {"page": own_page(_("Look into your mail"))})
    context = {"form": form, "account": request.user, "page": page}
    return TemplateResponse(request, "people/address.html", context, status=422 if form.is_bound else 200)


@requires(permissions.LOG_IN)
@never_cache
@require_http_methods(METHODS)
def confirm_address(request: OfficeRequest, token: str) -> HttpResponse:
    at = timezone.now()
    page = Page(title=_("Use this address"))
    link = services.check_link(token=token, purpose="new_address", at=at)
    if link is None:
        return TemplateResponse(request, "people/link_late.html", {"page": page}, status=410)
    if request.method != "POST":
        return TemplateResponse(request, "people/address_confirm.html", {"link": link, "page": page})
    try:
        services.change_address(token=token, actor=request.viewer, at=at)
    except (services.BadLink, services.AddressTaken):
        return TemplateResponse(request, "people/link_late.html", {"page": page}, status=410)
    say_done(request, _("Your account has the new address now."))
    return redirect("people:log-in" if not request.viewer.is_known else "people:account")


@requires(permissions.SEE_OWN_ACCOUNT)
@require_safe
def list_sessions(request: OfficeRequest) -> HttpResponse:
    rows = selectors.open_sessions_of(request.viewer)[: selectors.MOST_SESSIONS]
    sessions = [(row, row.session_key == request.session.session_key) for row in rows]
    context = {"sessions": sessions, "page": own_page(_("Where I am logged in"))}
    return TemplateResponse(request, "people/sessions.html", context)


@requires(permissions.CHANGE_OWN_ACCOUNT)
@require_POST
def end_session(request: OfficeRequest, session_id: int) -> HttpResponse:
    try:
        services.end_session(
            account_id=request.viewer.pk or 0, session_id=session_id, actor=request.viewer, at=timezone.now()
        )
    except ObjectDoesNotExist:
        raise Http404 from None
    say_done(request, _("The session has ended."))
    return redirect("people:sessions")


@requires(permissions.CHANGE_OWN_ACCOUNT)
@require_POST
def end_other_sessions(request: OfficeRequest) -> HttpResponse:
    services.end_sessions_of(
        account_id=request.viewer.pk or 0, actor=request.viewer, at=timezone.now(),
        except_key=request.session.session_key or "",
    )  # fmt: skip
    say_done(request, _("All other sessions have ended."))
    return redirect("people:sessions")
