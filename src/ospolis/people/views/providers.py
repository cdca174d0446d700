"""Log-in providers: begin, come back, link, unlink."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.limiting import asker_of, count_try, may_try, refuse_for_now
from ospolis.core.limiting.doors import INVITATION_LINK
from ospolis.core.log_in_providers import LogInProvider
from ospolis.core.page import Page
from ospolis.core.said import say_done
from ospolis.people import permissions, selectors, services
from ospolis.people.own_pages import own_page
from ospolis.people.selectors.invitations import invitation_of_link
from ospolis.people.signing_in.fresh import needs_fresh_log_in
from ospolis.people.signing_in.oidc.conversation import begin
from ospolis.people.signing_in.oidc.discovery import ProviderDown
from ospolis.people.signing_in.providers import find_provider, listed_providers
from ospolis.people.signing_in.providing import Failure, down, take_answer
from ospolis.people.targets import safe_target


@requires(permissions.LOG_IN)
@require_POST
def begin_log_in(request: OfficeRequest, provider_key: str) -> HttpResponse:
    provider, target = _provider(provider_key), safe_target(request, otherwise="")
    if request.viewer.is_known:
        return redirect(target or "/")
    return _lead_away(request, provider, target=target, account=0)


@requires(permissions.ACCEPT_INVITATION)
@require_POST
def begin_acceptance(request: OfficeRequest, provider_key: str, token: str) -> HttpResponse:
    provider, at, asker = _provider(provider_key), timezone.now(), asker_of(request)
    verdict = may_try(request.viewer, door=INVITATION_LINK, asker=asker, at=at)
    if not verdict.may:
        return refuse_for_now(request, verdict)
    invitation = invitation_of_link(request.viewer, token, at=at)
    if invitation is None:
        count_try(door=INVITATION_LINK, asker=asker, at=at)
        raise Http404
    if request.viewer.is_known or not provider.trusted_email:
        return redirect("people:invitation", token)
    return _lead_away(request, provider, target="", account=0, invitation=invitation.digest)


@requires(permissions.LOG_IN)
@require_safe
def come_back(request: OfficeRequest, provider_key: str) -> HttpResponse:
    provider = _provider(provider_key)
    answer = take_answer(request, provider, request.GET, at=timezone.now())
    return _fail(request, provider, answer) if isinstance(answer, Failure) else answer


@requires(permissions.SEE_OWN_ACCOUNT)
@require_safe
def list_methods(request: OfficeRequest) -> HttpResponse:
    linked = list(selectors.linked_providers(request.viewer))
    keys = {row.provider for row in linked}
    named = {provider.key: provider.name for provider in listed_providers()}
    context = {
        "linked": [(row, named.get(row.provider, row.provider)) for row in linked],
        "others": [provider for provider in listed_providers() if provider.key not in keys],
        "page": own_page(_("My ways to log in")),
    }
    return TemplateResponse(request, "people/methods.html", context)


@requires(permissions.CHANGE_OWN_ACCOUNT)
@needs_fresh_log_in
@require_POST
def begin_link(request: OfficeRequest, provider_key: str) -> HttpResponse:
    return _lead_away(request, _provider(provider_key), target="", account=request.viewer.pk or 0)


@requires(permissions.CHANGE_OWN_ACCOUNT)
@needs_fresh_log_in
@require_POST
def unlink(request: OfficeRequest, link_id: int) -> HttpResponse:
    try:
        services.unlink_provider(
            account_id=request.viewer.pk or 0, link_id=link_id, actor=request.viewer, at=timezone.now()
        )
    except (ObjectDoesNotExist, services.LastWay):
        raise Http404 from None
    say_done(request, _("The provider is unlinked."))
    return redirect("people:log-in-methods")


def _provider(key: str) -> LogInProvider:
    found = find_provider(key)
    if found is None:
        raise Http404
    return found


def _lead_away(
    request: OfficeRequest, provider: LogInProvider, *, target: str, account: int, invitation: str = ""
) -> HttpResponse:
    """A page that goes on to the provider by itself: the policy for forms lets no form end elsewhere."""
    try:
        url = begin(request, provider, target=target, account=account, invitation=invitation, at=timezone.now())
    except ProviderDown as problem:
        return _fail(request, provider, down(provider, problem))
    context = {"provider": provider, "url": url, "page": Page(title=_("On to the provider"))}
    answer = TemplateResponse(request, "people/provider_on.html", context)
    answer["Refresh"] = f"0; url={url}"
    return answer


def _fail(request: OfficeRequest, provider: LogInProvider, failure: Failure) -> HttpResponse:
    page = Page(title=_("The log-in did not work"), has_errors=True)
    context = {"provider": provider, "words": failure.words, "page": page}
    return TemplateResponse(request, "people/provider_failed.html", context, status=failure.status)
