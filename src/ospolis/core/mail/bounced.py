"""Addresses from which letters came back, known by their digest only."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from ospolis.core.mail.addresses import digest_address
from ospolis.core.mail.models import BouncedAddress


def is_closed(address: str) -> bool:
    """Say whether an address takes no letters any more."""
    return BouncedAddress.objects.filter(address_digest=digest_address(address), is_permanent=True).exists()


def note_failure(digest: str, *, is_permanent: bool, status: str, at: datetime) -> None:
    """Count a letter that came back; one for good closes the address, one for now only counts."""
    BouncedAddress.objects.bulk_create(
        [BouncedAddress(address_digest=digest, status=status, last_at=at)], ignore_conflicts=True
    )
    row = BouncedAddress.objects.filter(address_digest=digest)
    row.update(count=F("count") + 1, status=status[:20], last_at=at)
    if is_permanent:
        row.update(is_permanent=True)


def reopen(address: str) -> int:
    """Forget that letters came back from an address: its owner has shown that letters arrive."""
    return BouncedAddress.objects.filter(address_digest=digest_address(address)).delete()[0]
