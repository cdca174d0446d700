"""The conversation with a provider: the question that we send somebody with, and the answer that comes back."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException
from requests.auth import HTTPBasicAuth

from ospolis.core.fetching.sessions import guarded_session
from ospolis.core.log_in_providers import LogInProvider
from ospolis.people import services
from ospolis.people.signing_in.oidc.discovery import Doors, ProviderDown, doors_of, read_answer
from ospolis.people.signing_in.oidc.tokens import BadToken, Claims, read_id_token

_KEY = "provider_questions"
_GOOD_FOR = 10 * 60
# Somebody may have a few windows open at the same time.
_MOST = 5


class BadAnswer(ValueError):
    """An answer to no question of this session, or one that was answered before."""


class Cancelled(Exception):
    """The reader, or the provider, said no."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a session remembers until the answer comes.

    account     the one that wants to link, 0 for a log-in
    invitation  the digest of the link of an invitation that is to be accepted, empty for none
    """

    provider: str
    nonce: str
    verifier: str
    target: str
    account: int
    asked_at: float
    invitation: str = ""


def begin(
    request: HttpRequest, provider: LogInProvider, *, target: str, account: int, at: datetime, invitation: str = ""
) -> str:
    """Remember a question and return the address of the provider that asks it.

    Raises   ProviderDown
    """
    doors = doors_of(provider)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _number in range(3))
    question = Question(provider.key, nonce, verifier, target, account, at.timestamp(), invitation)
    kept = list(_questions(request).items())[-(_MOST - 1) :]
    request.session[_KEY] = {**dict(kept), state: asdict(question)}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": provider.client_id, "redirect_uri": return_address(provider),
        "scope": "openid email", "state": state, "nonce": nonce, "code_challenge": challenge,
        "code_challenge_method": "S256",
    }  # fmt: skip
    return f"{doors.authorization}{'&' if '?' in doors.authorization else '?'}{urlencode(asked)}"


def finish(
    request: HttpRequest, provider: LogInProvider, answer: QueryDict, *, at: datetime
) -> tuple[Claims, Question]:
    """Take an answer, once, and fetch the token that belongs to it.

    Raises   BadAnswer, BadToken, Cancelled, ProviderDown
    """
    question = _take_question(request, provider, answer, at)
    doors = doors_of(provider)
    issuer = answer.get("iss")
    if (issuer is None and doors.names_itself) or (issuer is not None and issuer != provider.issuer):
        raise BadAnswer("it comes from somebody else")
    if answer.get("error"):
        raise Cancelled(answer["error"][:100])
    code = answer.get("code", "")
    if not 0 < len(code) <= 4096:
        raise BadAnswer("no code")
    token = _fetch_token(provider, doors, code, question.verifier)
    return read_id_token(token, provider, nonce=question.nonce), question


def return_address(provider: LogInProvider) -> str:
    """Where the provider sends readers back to: under OSPOLIS_BASE_URL, never under the name in a header."""
    return f"{settings.OSPOLIS.base_url.rstrip('/')}{reverse('people:provider-back', args=[provider.key])}"


def _take_question(request: HttpRequest, provider: LogInProvider, answer: QueryDict, at: datetime) -> Question:
    """The question of an answer; it is forgotten at once, so that a second answer finds none.

    Raises   BadAnswer
    """
    questions = _questions(request)
    found = questions.pop(answer.get("state", ""), None)
    if found is None:
        raise BadAnswer("nobody asked")
    request.session[_KEY] = questions
    # At once: the fetch that follows takes a while, and a second answer must find no question.
    services.store_session(session=request.session)
    question = Question(**found)
    age = at.timestamp() - question.asked_at
    if question.provider != provider.key or not -60 <= age <= _GOOD_FOR:
        raise BadAnswer("asked of somebody else, or too long ago")
    return question


def _questions(request: HttpRequest) -> dict[str, dict[str, Any]]:
    found = request.session.get(_KEY)
    return dict(found) if isinstance(found, dict) else {}


def _fetch_token(provider: LogInProvider, doors: Doors, code: str, verifier: str) -> Any:
    fields = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": return_address(provider),
        "code_verifier": verifier, "client_id": provider.client_id,
    }  # fmt: skip
    auth = None
    if doors.secret_in_body:
        fields["client_secret"] = provider.client_secret
    else:
        # RFC 6749 section 2.3.1 asks to write both as in an address first.
        auth = HTTPBasicAuth(quote(provider.client_id, safe=""), quote(provider.client_secret, safe=""))
    try:
        with guarded_session() as session:
            response = session.post(doors.token, data=fields, auth=auth, headers={"Accept": "application/json"})
    except RequestException as problem:
        raise ProviderDown(_("it does not answer")) from problem
    if response.status_code >= 500:
        raise ProviderDown(_("it answers with an error"))
    if response.status_code != 200:
        raise BadToken("the code was refused")
    return read_answer(response).get("id_token")
