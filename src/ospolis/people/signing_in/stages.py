"""The steps between a first proof and a session: the second factor of those who have one."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import LoginStage
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from ospolis.people.models import Account
from ospolis.people.selectors import has_factor
from ospolis.people.signing_in.again import Way
from ospolis.people.signing_in.codes import prove_code, prove_passkey
from ospolis.people.signing_in.proofs import Proof, is_second_factor_proved, record_proof

SECOND_FACTOR = "second_factor"


class SecondFactorStage(LoginStage):  # type: ignore[misc]  # published without type hints
    """Whoever set up a second factor proves it before there is a session; a passkey that was unlocked is both."""

    key = SECOND_FACTOR

    def handle(self) -> tuple[Any, bool]:
        """Lead to the page of the second factor, or on."""
        user = self.login.user
        if not has_factor(user) or is_second_factor_proved(self.request, user):
            return None, True
        return redirect("people:log-in-code"), True


def prove_second(request: HttpRequest, stage: Any, way: Way, form: Form) -> tuple[HttpResponse | None, int]:
    """Take the second proof of a log-in and open the session.

    Returns  where to go, or None and the status of the answer; the form then says why
    """
    if not form.is_valid():
        return None, 422
    account: Account = stage.login.user
    at = timezone.now()
    proof: Proof | None
    if way is Way.PASSKEY:
        owner, refusal = prove_passkey(request, form.cleaned_data["answer"], account=account, at=at)
        proof = Proof.PASSKEY if owner else None
    else:
        proof, refusal = prove_code(request, account, form.cleaned_data["code"], at=at)
    if proof is None:
        form.add_error(None, refusal.words)
        return None, refusal.status
    record_proof(request, account, proof)
    answer: HttpResponse = stage.exit()
    return answer, 200
