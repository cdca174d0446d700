"""Sealed secrets: they open for their purpose under their key, and for nothing else."""

from __future__ import annotations

import pytest
from django.conf import settings as site
from hypothesis import given
from hypothesis import strategies as st

from ospolis.core.sealing import CannotUnseal, seal, unseal

OIDC = "people.oidc_secret"


@given(st.text(max_size=300))
def test_what_is_sealed_opens_again(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()

    assert unseal(seal(text, purpose=OIDC), purpose=OIDC) == text


def test_a_seal_shows_nothing_and_is_never_the_same() -> None:
    one, other = seal("hunter2-hunter2", purpose=OIDC), seal("hunter2-hunter2", purpose=OIDC)

    assert one != other
    assert "hunter2" not in one
    assert one.isascii()


def test_a_seal_for_something_else_does_not_open() -> None:
    with pytest.raises(CannotUnseal, match="Ask for it again"):
        unseal(seal("a", purpose=OIDC), purpose="mapping.forge_token")


@pytest.mark.parametrize("place", range(0, 60, 3))
def test_a_changed_seal_does_not_open(place: int) -> None:
    sealed = seal("a secret of some length", purpose=OIDC)
    changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]

    with pytest.raises(CannotUnseal, match="Ask for it again"):
        unseal(changed, purpose=OIDC)


@pytest.mark.parametrize("text", ["", "s1", "s1.00000000.", "s1..AAAA", "nonsense", "s2.a.b", "s1.\x00.é"])
def test_what_was_never_sealed_does_not_open(text: str) -> None:
    with pytest.raises(CannotUnseal):
        unseal(text, purpose=OIDC)


def test_after_a_change_of_the_key_the_secret_is_asked_for_again(settings: object) -> None:
    sealed = seal("a", purpose=OIDC)
    settings.SECRET_KEY = site.SECRET_KEY[::-1]  # type: ignore[attr-defined]

    with pytest.raises(CannotUnseal, match="enter it anew") as refused:
        unseal(sealed, purpose=OIDC)
    assert refused.value.key_changed


def test_a_seal_has_a_purpose_and_an_end() -> None:
    with pytest.raises(ValueError, match="purpose"):
        seal("a", purpose="")
    with pytest.raises(ValueError, match="100,000"):
        seal("a" * 100_001, purpose=OIDC)
