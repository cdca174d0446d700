"""Whose account a provider opens: a linked one, one of an address that a trusted provider verified, an invited one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ospolis.core.access import ANYBODY, OfficeRequest
from ospolis.core.log_in_providers import LogInProvider
from ospolis.core.said import say_done
from ospolis.people import services
from ospolis.people.models import Account
from ospolis.people.selectors import account_of_link, account_to_link
from ospolis.people.signing_in.entering import go_on
from ospolis.people.signing_in.oidc.conversation import BadAnswer, Cancelled, Question, finish
from ospolis.people.signing_in.oidc.discovery import ProviderDown
from ospolis.people.signing_in.oidc.tokens import BadToken, Claims
from ospolis.people.signing_in.proofs import Proof


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a provider opened nothing, in words, and the status of the answer."""

    words: str
    status: int


def take_answer(
    request: OfficeRequest, provider: LogInProvider, answer: QueryDict, *, at: datetime
) -> HttpResponse | Failure:
    """Log somebody in, or link the provider to the account that asked for it."""
    try:
        claims, question = finish(request, provider, answer, at=at)
    except Cancelled:
        return Failure(_("The log-in was stopped there. Nothing was changed."), 422)
    except ProviderDown as problem:
        return down(provider, problem)
    except BadAnswer:
        return Failure(_("This answer belongs to no log-in that was begun here, or it was used before."), 422)
    except BadToken:
        return Failure(_("The proof that came back does not hold. Tell your office if it happens again."), 422)
    if question.account:
        return _link(request, provider, claims, question, at=at)
    if request.viewer.is_known:
        return redirect(question.target or "/")
    if question.invitation:
        return _accept(request, provider, claims, question, at=at)
    return _log_in(request, provider, claims, question, at=at)


def down(provider: LogInProvider, problem: ProviderDown) -> Failure:
    """What to say when a provider cannot be used."""
    words = _("%(name)s cannot be used now: %(why)s. Log in another way, or try again later.")
    return Failure(words % {"name": provider.name, "why": problem}, 503)


def _log_in(
    request: HttpRequest, provider: LogInProvider, claims: Claims, question: Question, *, at: datetime
) -> HttpResponse | Failure:
    account = account_of_link(ANYBODY, provider.key, provider.issuer, claims.subject)
    if account is None and provider.trusted_email and claims.is_email_verified:
        account = account_to_link(ANYBODY, claims.email)
        if account is not None:
            _keep_link(account, provider, claims, at=at)
    if account is None:
        words = _("No account here belongs to this log-in. If you have one, log in another way and link it there.")
        return Failure(words + " " + _("If you were invited, open the link of the invitation first."), 403)
    return go_on(request, account, Proof.PROVIDER, target=question.target, counts_as_second=provider.second_factor)


def _accept(
    request: HttpRequest, provider: LogInProvider, claims: Claims, question: Question, *, at: datetime
) -> HttpResponse | Failure:
    """Accept the invitation whose link was opened before, when the provider says that the address is theirs."""
    if not (provider.trusted_email and claims.is_email_verified):
        return Failure(_not_the_invited(provider), 422)
    try:
        account = services.accept_by_provider(
            digest=question.invitation, verified_email=claims.email, provider_key=provider.key,
            issuer=provider.issuer, subject=claims.subject, at=at,
        )  # fmt: skip
    except services.OtherAddress:
        return Failure(_not_the_invited(provider), 422)
    except services.LinkTaken:
        return Failure(_("This log-in opens another account already."), 422)
    except (services.BadInvitation, services.OtherAccount):
        return Failure(_("This invitation is over, or the address has an account by now. Nothing was changed."), 422)
    return go_on(request, account, Proof.PROVIDER, target="", counts_as_second=provider.second_factor)


def _not_the_invited(provider: LogInProvider) -> str:
    words = _("%(name)s does not say that the invited address is yours. Nothing was changed.")
    then = _("Open the link of the invitation once more and choose a password, or ask for another invitation.")
    return f"{words % {'name': provider.name}} {then}"


def _link(
    request: OfficeRequest, provider: LogInProvider, claims: Claims, question: Question, *, at: datetime
) -> HttpResponse | Failure:
    account = request.user
    if not isinstance(account, Account) or account.pk != question.account:
        return Failure(_("Log in first, then link the provider."), 403)
    try:
        _keep_link(account, provider, claims, at=at)
    except services.LinkTaken:
        return Failure(_("This log-in opens another account already."), 422)
    say_done(request, _("The provider is linked. It opens your account from now on."))
    return redirect("people:log-in-methods")


def _keep_link(account: Account, provider: LogInProvider, claims: Claims, *, at: datetime) -> None:
    services.link_provider(
        account_id=account.pk, provider_key=provider.key, issuer=provider.issuer, subject=claims.subject,
        actor=ANYBODY, at=at,
    )  # fmt: skip
