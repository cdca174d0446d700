"""Invitations: sent by an office, accepted by whoever holds the link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ospolis.core.access import OfficeRequest, Role, requires
from ospolis.core.limiting import asker_of, count_try, limited, may_try, refuse_for_now
from ospolis.core.limiting.doors import INVITATION, INVITATION_LINK
from ospolis.core.page import Crumb, Page
from ospolis.core.paging import take_page
from ospolis.core.said import say_done
from ospolis.people import permissions, services
from ospolis.people.forms.accounts import NewPasswordForm
from ospolis.people.forms.roles import InviteForm
from ospolis.people.invitation_pages import InvitationRow, Offer, describe_offer
from ospolis.people.role_pages import FormPage, answer_form, own_office, role_form
from ospolis.people.selectors.invitations import invitation_of_link, invitations_of
from ospolis.people.signing_in.fresh import needs_fresh_log_in
from ospolis.people.signing_in.providers import trusted_providers

METHODS = ["GET", "HEAD", "POST"]


@requires(permissions.INVITE)
@needs_fresh_log_in
@limited(INVITATION, methods=("POST",))
@require_http_methods(METHODS)
def invite(request: OfficeRequest) -> HttpResponse:
    office = own_office(request)
    form = role_form(InviteForm, request, office)
    then = f"{reverse('people:invitations')}?office={office.key}"
    lede = _("The person gets a letter with a link. The link works once, within 7 days.")
    crumbs = (_to_people(office.key), Crumb(_("Invitations"), then))
    said = _("The invitation is on its way.")
    shown = FormPage(_("Invite somebody"), _("Send the invitation"), then, said, lede, crumbs)

    def act(values: Mapping[str, Any]) -> None:
        wish = services.Wish(
            name=values["name"], email=values["email"], language=values["language"], role=Role(values["role"]),
            starts=values["starts"], ends=values["ends"], **form.place(office.key),
        )  # fmt: skip
        services.invite_person(wish=wish, actor=request.viewer, at=timezone.now())

    return answer_form(request, form, shown, act)


@requires(permissions.INVITE)
@require_safe
def list_invitations(request: OfficeRequest) -> HttpResponse:
    office = own_office(request)
    rows = take_page(invitations_of(request.viewer, office.key), order=("-invited_at", "-id"), query=request.GET)
    lines = [InvitationRow(row, timezone.now()) for row in rows.rows]
    crumbs = (_to_people(office.key), Crumb(_("Invitations")))
    context = {"office": office, "rows": rows, "lines": lines, "page": Page(title=_("Invitations"), crumbs=crumbs)}
    return TemplateResponse(request, "people/invitations.html", context)


@requires(permissions.INVITE)
@needs_fresh_log_in
@limited(INVITATION)
@require_POST
def renew(request: OfficeRequest, invitation_id: int) -> HttpResponse:
    office = own_office(request)
    try:
        services.renew_invitation(invitation_id=invitation_id, actor=request.viewer, at=timezone.now())
    except (ObjectDoesNotExist, services.NotEntitled, ValidationError):
        raise Http404 from None
    say_done(request, _("A new letter is on its way. The link of the old one opens nothing any more."))
    return redirect(f"{reverse('people:invitations')}?office={office.key}")


@requires(permissions.INVITE)
@needs_fresh_log_in
@require_POST
def withdraw(request: OfficeRequest, invitation_id: int) -> HttpResponse:
    office = own_office(request)
    try:
        services.withdraw_invitation(invitation_id=invitation_id, actor=request.viewer, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    say_done(request, _("The invitation is withdrawn. Its link opens nothing any more."))
    return redirect(f"{reverse('people:invitations')}?office={office.key}")


@requires(permissions.ACCEPT_INVITATION)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(METHODS)
def accept(request: OfficeRequest, token: str) -> HttpResponse:
    now, asker = timezone.now(), asker_of(request)
    verdict = may_try(request.viewer, door=INVITATION_LINK, asker=asker, at=now)
    if not verdict.may:
        return refuse_for_now(request, verdict)
    invitation = invitation_of_link(request.viewer, token, at=now)
    if invitation is None:
        count_try(door=INVITATION_LINK, asker=asker, at=now)
        return _over(request)
    offer = describe_offer(request.viewer, invitation)
    return _answer_offer(request, token, offer)


def _answer_offer(request: OfficeRequest, token: str, offer: Offer) -> HttpResponse:
    """Show what is offered, or open it; the form holds a password and nothing else."""
    form = NewPasswordForm(request.POST if request.method == "POST" and offer.asks_password else None)
    ready = request.method == "POST" and (offer.may_take or (form.is_bound and form.is_valid()))
    if ready:
        password = form.cleaned_data["password"] if offer.asks_password else ""
        try:
            services.accept_invitation(token=token, password=password, actor=request.viewer, at=timezone.now())
            return redirect("people:invitation-accepted")
        except (services.BadInvitation, services.OtherAccount):
            return _over(request)
        except ValidationError as problem:
            form.add_error("password", problem)
    page = Page(title=_("You are invited"), has_errors=form.is_bound)
    context = {"form": form, "offer": offer, "token": token, "providers": trusted_providers(), "page": page}
    return TemplateResponse(request, "people/invitation.html", context, status=422 if form.is_bound else 200)


def _over(request: OfficeRequest) -> HttpResponse:
    context = {"page": Page(title=_("This link opens nothing"))}
    return TemplateResponse(request, "people/invitation_over.html", context, status=404)


@requires(permissions.ACCEPT_INVITATION)
@require_safe
def show_accepted(request: OfficeRequest) -> HttpResponse:
    return TemplateResponse(request, "people/invitation_accepted.html", {"page": Page(title=_("You are in"))})


def _to_people(realm: str) -> Crumb:
    return Crumb(_("People"), f"{reverse('people:roles')}?office={realm}")
