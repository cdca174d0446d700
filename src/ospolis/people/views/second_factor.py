"""The own second factor: an app with codes, passkeys, recovery codes; set up, listed, taken off."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.said import say_done
from ospolis.people import permissions, selectors, services
from ospolis.people.forms.accounts import FirstCodeForm, NewPasskeyForm
from ospolis.people.own_pages import factor_page, own_page
from ospolis.people.sessions import has_second_factor
from ospolis.people.signing_in.fresh import needs_fresh_log_in
from ospolis.people.signing_in.passkeys import ask_to_make
from ospolis.people.signing_in.setting_up import (
    add_app,
    add_passkey,
    draw_secret,
    secret_of_session,
    spell_secret,
    url_of_secret,
)

METHODS = ["GET", "HEAD", "POST"]


@requires(permissions.SEE_OWN_ACCOUNT)
@require_safe
def show_factors(request: OfficeRequest) -> HttpResponse:
    factors = list(selectors.factors_of(request.viewer))
    codes = next((factor for factor in factors if factor.type == "recovery_codes"), None)
    context = {
        "factors": [factor for factor in factors if factor is not codes],
        "codes_left": len(codes.data["digests"]) if codes else 0,
        "has_app": any(factor.type == "totp" for factor in factors),
        "is_held_back": request.viewer.is_held_back,
        "is_strong": has_second_factor(request),
        "reset": selectors.open_reset_of(request.viewer),
        "page": own_page(_("Second factor")),
    }
    return TemplateResponse(request, "people/factors.html", context)


@requires(permissions.CHANGE_OWN_ACCOUNT)
@needs_fresh_log_in
@sensitive_post_parameters("code")
@require_http_methods(METHODS)
def set_up_app(request: OfficeRequest) -> HttpResponse:
    if selectors.factors_of(request.viewer).filter(type="totp").exists():
        return redirect("people:second-factor")
    form = FirstCodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        codes = add_app(request, form, at=timezone.now())
        if codes is not None:
            return _show_codes(request, codes)
    secret = secret_of_session(request)
    context = {
        "form": form,
        "secret": spell_secret(secret),
        "url": url_of_secret(request, secret),
        "page": factor_page(_("Set up an app with codes"), has_errors=form.is_bound),
    }
    return TemplateResponse(request, "people/factor_app.html", context, status=422 if form.is_bound else 200)


@requires(permissions.CHANGE_OWN_ACCOUNT)
@needs_fresh_log_in
@require_safe
def draw_app_secret(request: OfficeRequest) -> HttpResponse:
    image = draw_secret(url_of_secret(request, secret_of_session(request)))
    return HttpResponse(image, content_type="image/svg+xml")


@requires(permissions.CHANGE_OWN_ACCOUNT)
@needs_fresh_log_in
@require_http_methods(METHODS)
def set_up_passkey(request: OfficeRequest) -> HttpResponse:
    form = NewPasskeyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        codes = add_passkey(request, form, at=timezone.now())
        if codes is not None:
            return _show_codes(request, codes)
    question = ask_to_make(request.user)  # type: ignore[arg-type]  # of an account
    page = factor_page(_("Add a passkey"), has_errors=form.is_bound)
    context = {"form": form, "question": question, "page": page}
    return TemplateResponse(request, "people/factor_passkey.html", context, status=422 if form.is_bound else 200)


@requires(permissions.CHANGE_OWN_ACCOUNT)
@needs_fresh_log_in
@require_POST
def make_codes(request: OfficeRequest) -> HttpResponse:
    if not selectors.has_factor(request.viewer):
        return redirect("people:second-factor")
    pk = request.viewer.pk or 0
    return _show_codes(request, services.make_recovery_codes(account_id=pk, actor=request.viewer, at=timezone.now()))


@requires(permissions.CHANGE_OWN_ACCOUNT)
@needs_fresh_log_in
@require_POST
def remove_factor(request: OfficeRequest, factor_id: int) -> HttpResponse:
    try:
        services.remove_factor(
            account_id=request.viewer.pk or 0, factor_id=factor_id, actor=request.viewer, at=timezone.now()
        )
    except ObjectDoesNotExist:
        raise Http404 from None
    say_done(request, _("The second factor is removed."))
    return redirect("people:second-factor")


def _show_codes(request: OfficeRequest, codes: list[str]) -> HttpResponse:
    if not codes:
        say_done(request, _("The second factor is set up."))
        return redirect("people:second-factor")
    context = {"codes": codes, "page": factor_page(_("Your recovery codes"))}
    return TemplateResponse(request, "people/recovery_codes.html", context)
