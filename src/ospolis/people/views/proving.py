"""The second factor of a log-in, the passkey alone, and the proof that a sensitive action asks for."""

from __future__ import annotations

from allauth.account.stages import LoginStageController
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Page
from ospolis.people import permissions
from ospolis.people.forms.accounts import PasskeyForm
from ospolis.people.selectors import factors_of
from ospolis.people.signing_in.again import Way, form_of, offered_ways, prove_again
from ospolis.people.signing_in.codes import prove_passkey
from ospolis.people.signing_in.entering import go_on
from ospolis.people.signing_in.passkeys import ask_to_unlock
from ospolis.people.signing_in.proofs import Proof
from ospolis.people.signing_in.stages import SECOND_FACTOR, prove_second
from ospolis.people.targets import safe_target, start_page

METHODS = ["GET", "HEAD", "POST"]


@requires(permissions.LOG_IN)
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(METHODS)
def prove_second_factor(request: OfficeRequest) -> HttpResponse:
    stage = LoginStageController.enter(request, SECOND_FACTOR)
    if request.viewer.is_known or stage is None or not stage.login.user.is_active:
        return redirect("people:log-in")
    way = Way.PASSKEY if "answer" in request.POST else Way.CODE
    form = form_of(way, request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        answer, status = prove_second(request, stage, way, form)
        if answer is not None:
            return answer
    kinds = {factor.type for factor in factors_of(stage.login.user)}
    context = {
        "form": form if way is Way.CODE else form_of(Way.CODE, None),
        "wrong": form if form.is_bound else None,
        "has_codes": not kinds.isdisjoint({"totp", "recovery_codes"}),
        "question": ask_to_unlock(stage.login.user) if "webauthn" in kinds else "",
        "page": Page(title=_("Second factor"), has_errors=form.is_bound),
    }
    return TemplateResponse(request, "people/second_proof.html", context, status=status)


@requires(permissions.LOG_IN)
@require_http_methods(METHODS)
def log_in_by_passkey(request: OfficeRequest) -> HttpResponse:
    target = safe_target(request, otherwise="")
    if request.viewer.is_known:
        return redirect(target or start_page(request.viewer))
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        owner, refusal = prove_passkey(request, form.cleaned_data["answer"], account=None, at=timezone.now())
        if owner is not None:
            return go_on(request, owner, Proof.PASSKEY, target=target)
        form.add_error(None, refusal.words)
        status = refusal.status
    page = Page(title=_("Log in with a passkey"), has_errors=form.is_bound)
    context = {"form": form, "question": ask_to_unlock(None), "next": target, "page": page}
    status = 422 if form.is_bound and status == 200 else status
    return TemplateResponse(request, "people/log_in_by_passkey.html", context, status=status)


@requires(permissions.PROVE_AGAIN)
@sensitive_post_parameters("password", "code")
@require_http_methods(METHODS)
def log_in_again(request: OfficeRequest) -> HttpResponse:
    target = safe_target(request, otherwise="/my-account/")
    ways = offered_ways(request)
    asked = request.POST.get("way") or request.GET.get("way") or ""
    way = next((way for way in ways if way == asked), ways[0])
    form = form_of(way, request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        is_proved, status = prove_again(request, way, form)
        if is_proved:
            return redirect(target)
    context = {
        "form": form,
        "way": way,
        "others": [other for other in ways if other != way],
        "next": target,
        "question": ask_to_unlock(request.user) if way is Way.PASSKEY else "",  # type: ignore[arg-type]  # of an account
        "page": Page(title=_("Show that it is you"), has_errors=form.is_bound),
    }
    return TemplateResponse(request, "people/log_in_again.html", context, status=status)
