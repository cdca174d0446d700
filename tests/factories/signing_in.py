"""Sessions and second factors of tests."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from factories.places import NOON, OPERATOR
from ospolis.core.jobs.models import JobRun
from ospolis.core.jobs.services import try_job
from ospolis.core.mail.models import Letter
from ospolis.core.sealing import unseal
from ospolis.people.models import Account, MailedLink
from ospolis.people.onetime import SECONDS, code_at, new_secret
from ospolis.people.services import add_totp
from ospolis.people.sessions import note_proof

_plain_log_in = Client.force_login


def log_in(client: Client, account: Account) -> None:
    """Give a client a session of an account that was opened just now, with a second factor: its roles hold."""
    log_in_with_password_only(client, account)
    session = client.session
    request = type("Request", (), {"session": session})()
    note_proof(request, at=timezone.now(), second_factor=True)
    session.save()


def log_in_with_password_only(client: Client, account: Account) -> None:
    """Give a client a session without a second factor: roles that need one do not hold."""
    _plain_log_in(client, account)


def give_app(account: Account) -> str:
    """Give an account an app with codes; returns its secret."""
    secret = new_secret()
    at = NOON - timedelta(days=1)
    add_totp(account_id=account.pk, secret=secret, code=code_of(secret, at=at), actor=OPERATOR, at=at)
    return secret


def code_of(secret: str, *, at: datetime | None = None) -> str:
    """The code that an app shows at a moment, or now."""
    return code_at(secret, int((at or timezone.now()).timestamp()) // SECONDS)


def code_for(account: Account) -> str:
    """The code that the app of an account shows now, good once more even when it was used a moment ago."""
    row = Authenticator.objects.get(user=account, type="totp")
    row.data["counter"] = 0
    row.save()
    return code_of(unseal(row.data["secret"], purpose="people.second_factor"))


def mail_link(realm: str, purpose: str, owner: Account | None = None) -> str:
    """A link that was mailed to somebody, the participant unless named; returns what stands in its address."""
    token, now = f"{purpose}-{realm}", timezone.now()
    account = owner or Account.objects.get(person__name="participant")
    values = {
        "account": account, "purpose": purpose, "email": f"{realm}@new.example", "made_at": now,
        "expires_at": now + timedelta(hours=1),
    }  # fmt: skip
    MailedLink.objects.get_or_create(digest=hashlib.sha256(token.encode()).hexdigest(), defaults=values)
    return token


def run_recovery_jobs() -> None:
    """Let the worker answer everybody who asked for a new password."""
    for run in JobRun.objects.filter(job="people.answer_recovery", state="waiting").order_by("id"):
        try_job(job_run_id=run.pk, at=timezone.now())


def link_of(letter: Letter) -> str:
    """Where a letter leads, without the site."""
    url = next(part["url"] for part in letter.body if part["part"] == "action")
    return url.removeprefix("http://127.0.0.1:8000")


def asked_link(client: Client, email: str) -> str | None:
    """Ask for a new password, let the worker run, and return what the letter leads to; None without a letter."""
    client.post("/log-in/forgotten/", {"email": email})
    run_recovery_jobs()
    letter = Letter.objects.filter(kind="people.recovery").order_by("-id").first()
    return link_of(letter) if letter else None
