"""A lost second factor: one person asks, another agrees, a day passes."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.said import say_done, say_why_not
from ospolis.people import permissions, services
from ospolis.people.forms.accounts import AddressForm
from ospolis.people.own_pages import own_page
from ospolis.people.selectors.lost_factors import MOST_RESETS, resets_to_agree
from ospolis.people.sessions import has_second_factor
from ospolis.people.signing_in.fresh import needs_fresh_log_in


@requires(permissions.RESET_LOST_FACTOR)
@needs_fresh_log_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_reset(request: OfficeRequest) -> HttpResponse:
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.ask_for_factor_reset(actor=request.viewer, at=timezone.now(), **form.cleaned_data)
            say_done(request, _("Somebody else has to agree now."))
            return redirect("people:lost-factors")
        except ObjectDoesNotExist:
            form.add_error("email", _("Nobody with a role in your office has this address."))
        except services.NotYours:
            form.add_error("email", _("This is your own account. Two others have to help you."))
    rows = resets_to_agree(request.viewer).select_related("account")[:MOST_RESETS]
    waiting = [(row, request.viewer.pk not in (row.asked_by, row.account_id)) for row in rows]
    page = own_page(_("Lost second factors"), has_errors=form.is_bound)
    context = {"form": form, "waiting": waiting, "page": page}
    return TemplateResponse(request, "people/lost_factors.html", context, status=422 if form.is_bound else 200)


@requires(permissions.RESET_LOST_FACTOR)
@needs_fresh_log_in
@require_POST
def agree_to_reset(request: OfficeRequest, reset_id: int) -> HttpResponse:
    try:
        services.agree_to_factor_reset(reset_id=reset_id, actor=request.viewer, at=timezone.now())
    except (ObjectDoesNotExist, services.NotYours):
        raise Http404 from None
    say_done(request, _("You have agreed. The second factor comes off in a day, unless its owner stops it."))
    return redirect("people:lost-factors")


@requires(permissions.CHANGE_OWN_ACCOUNT)
@needs_fresh_log_in
@require_POST
def stop_reset(request: OfficeRequest, reset_id: int) -> HttpResponse:
    then = "people:lost-factors" if "help" in request.POST else "people:second-factor"
    if not has_second_factor(request):
        say_why_not(request, _("Nothing was stopped. Log in with your second factor first."))
        return redirect(then)
    try:
        services.stop_factor_reset(reset_id=reset_id, actor=request.viewer, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    say_done(request, _("It is stopped. The second factor stays."))
    return redirect(then)
