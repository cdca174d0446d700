"""What allauth asks us: where to go, what to say (nothing), who may sign up (nobody), how to keep secrets."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ospolis.core.limiting import network_of
from ospolis.core.sealing import seal, unseal
from ospolis.people.models import Account
from ospolis.people.signing_in.entering import finish_log_in

_PURPOSE = "people.second_factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # published without type hints
    """The log-in of allauth without its pages, mails and messages: ours say what there is to say."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation only."""
        return False

    def get_login_stages(self) -> list[str]:
        """One step: the second factor. Addresses are confirmed by the invitation, codes by mail are not sent."""
        return ["ospolis.people.signing_in.stages.SecondFactorStage"]

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """A closed account is refused like one that is not there."""
        return redirect("people:log-in")

    def post_login(
        self, request: HttpRequest, user: Account, *, redirect_url: str | None = None, **more: Any
    ) -> HttpResponse:
        """Every way to log in ends here."""
        return finish_log_in(request, user, target=redirect_url or "")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that follows says what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: letters go through the outbox, with the change that they tell of."""

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages only: no second form of any answer."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The reader's network, as the proxies that are believed tell it."""
        return network_of(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Our own guard asks for a fresh log-in before a view is called; there is no second one."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # published without type hints
    """Seals what a second factor must keep, and names the site to passkeys by its own address."""

    def encrypt(self, text: str) -> str:
        """Seal a secret under the installation's key."""
        return seal(text, purpose=_PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what was sealed.

        Raises   CannotUnseal when the key of the installation is another one
        """
        return unseal(encrypted_text, purpose=_PURPOSE)

    def get_totp_issuer(self) -> str:
        """The name under which apps list the code."""
        return str(settings.OSPOLIS.host)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site as passkeys know it: the host of OSPOLIS_BASE_URL, never that of a header."""
        host = str(settings.OSPOLIS.host)
        # Browsers keep passkeys for names, not for addresses: on loopback the site answers as localhost too.
        name = "localhost" if settings.OSPOLIS.is_loopback else host
        return {"id": name, "name": host}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        """The account as a passkey keeps it: a number that means nothing elsewhere, and the address as its name.

        The number is spelled as allauth reads it back, which is not in tens.
        """
        return {"id": user_pk_to_url_str(user).encode(), "display_name": user.email, "name": user.email}
