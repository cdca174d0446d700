"""One's own tokens: made, told once, listed, taken back."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Crumb
from ospolis.core.said import say_done
from ospolis.people import permissions
from ospolis.people.forms.tokens import TokenForm
from ospolis.people.own_pages import own_page
from ospolis.people.selectors.tokens import realms_for_tokens, tokens_of
from ospolis.people.services.tokens import issue_token, revoke_token
from ospolis.people.signing_in.fresh import needs_fresh_log_in


@requires(permissions.MANAGE_OWN_TOKENS)
@needs_fresh_log_in
@require_http_methods(["GET", "HEAD", "POST"])
def manage_tokens(request: OfficeRequest) -> HttpResponse:
    offices = realms_for_tokens(request.viewer)
    form = TokenForm(request.POST if request.method == "POST" else None, offices=offices)
    if form.is_bound and form.is_valid():
        try:
            token, secret = issue_token(actor=request.viewer, at=timezone.now(), **form.wish())
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            page = own_page(_("Your new token"), Crumb(_("My tokens"), reverse("people:tokens")))
            return TemplateResponse(request, "people/token_made.html", {"token": token, "secret": secret, "page": page})
    context = {
        "form": form,
        "tokens": [(token, offices.get(token.realm, "")) for token in tokens_of(request.viewer)],
        "now": timezone.now(),
        "page": own_page(_("My tokens"), has_errors=form.is_bound),
    }
    return TemplateResponse(request, "people/tokens.html", context, status=422 if form.is_bound else 200)


@requires(permissions.MANAGE_OWN_TOKENS)
@require_POST
def revoke(request: OfficeRequest, token_id: int) -> HttpResponse:
    try:
        revoke_token(token_id=token_id, actor=request.viewer, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    say_done(request, _("The token is taken back. It opens nothing any more."))
    return redirect("people:tokens")
