"""What somebody proved on the way to a session, as allauth wrote it down."""

from __future__ import annotations

import enum
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest

from ospolis.people.models import Account


class Proof(enum.StrEnum):
    """The ways to prove who one is."""

    PASSWORD = "password"  # noqa: S105  # the name of a way, not a password
    CODE = "code"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"
    PROVIDER = "provider"


_SECOND = frozenset({Proof.CODE, Proof.RECOVERY_CODE, Proof.PASSKEY})


def record_proof(request: HttpRequest, account: Account, proof: Proof, *, counts_as_second: bool = False) -> None:
    """Write a proof down in the session that is about to begin; no address stands in it."""
    record_authentication(request, account, method=str(proof), second=counts_as_second or proof in _SECOND)


def is_second_factor_proved(request: HttpRequest, account: Account) -> bool:
    """Whether one of the proofs so far is a second factor."""
    records: list[dict[str, Any]] = get_authentication_records(request, account)
    return any(record.get("second") for record in records)


def last_proof(request: HttpRequest, account: Account) -> str:
    """The name of the last proof, empty when there is none."""
    records: list[dict[str, Any]] = get_authentication_records(request, account)
    return str(records[-1]["method"]) if records else ""
