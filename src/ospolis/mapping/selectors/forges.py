"""Readers of forges: budgets, lists, and the repositories that stood in them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from ospolis.core.access import Viewer
from ospolis.core.sealing import unseal
from ospolis.mapping.choices import FORGES, PresenceState, SourceKind
from ospolis.mapping.models import ForgeHost, ForgeListing, ForgePage, ForgeRepository, RepositoryAlias, Source

SEALED_FOR: Final = "mapping.forge_token"


def token_of(viewer: Viewer, host_id: int) -> str:
    """The token for a forge, opened; empty when there is none.

    Cost     1 query
    Raises   CannotUnseal
    """
    sealed = ForgeHost.objects.filter(pk=host_id).values_list("token", flat=True).first() or ""
    return unseal(sealed, purpose=SEALED_FOR) if sealed else ""


def hosts_seen_by(viewer: Viewer) -> QuerySet[ForgeHost]:
    """Every forge that was asked or has a token, by origin. Tokens stay sealed.

    Cost     1 query when read
    """
    return ForgeHost.objects.filter(origin__contains="://").order_by("origin")


def listing_of(viewer: Viewer, source: Source) -> ForgeListing | None:
    """How far the list of a source was read, with its forge.

    Cost     1 query
    """
    return ForgeListing.objects.filter(source=source).select_related("host").first()


def kept_page(viewer: Viewer, listing_id: int, url: str) -> ForgePage | None:
    """A page as it was last read.

    Cost     1 query
    """
    return ForgePage.objects.filter(listing_id=listing_id, url=url).first()


def missed_repositories(viewer: Viewer, listing: ForgeListing, *, most: int) -> list[ForgeRepository]:
    """Repositories that stood in the list before and do not stand in this reading of it.

    Cost     1 query
    """
    there = (PresenceState.LISTED, PresenceState.MISSED)
    rows = ForgeRepository.objects.filter(listing=listing, number__lt=listing.number, presence__in=there)
    return list(rows.order_by("id")[:most])


def forks_to_ask(viewer: Viewer, listing: ForgeListing, *, before: datetime, most: int) -> list[ForgeRepository]:
    """Forks in a list whose parent was not asked for since a moment, those never asked first.

    Cost     1 query
    """
    rows = ForgeRepository.objects.filter(listing=listing, presence=PresenceState.LISTED, is_fork=True)
    rows = rows.filter(Q(parent_asked_at=None) | Q(parent_asked_at__lt=before))
    return list(rows.order_by(F("parent_asked_at").asc(nulls_first=True), "id")[:most])


def has_calls_to_spare(viewer: Viewer, host_id: int) -> bool:
    """Whether a forge answers more than half of its calls yet: the other half is for lists.

    Cost     1 query
    """
    host = ForgeHost.objects.only("limit", "remaining").get(pk=host_id)
    return host.limit is None or host.remaining is None or 2 * host.remaining > host.limit


def declared_addresses(viewer: Viewer, realm: str) -> list[tuple[str, int]]:
    """Locations of the repositories that an office declared itself, each with its source.

    Cost     1 query
    """
    rows = Source.objects.filter(
        realm=realm, kind=SourceKind.GIT, listed_by=None, withdrawn_at=None, location__contains="://"
    )
    return list(rows.order_by("id").values_list("location", "pk"))


def declared_forges(viewer: Viewer, realm: str) -> list[tuple[str, str, int]]:
    """Forges that an office declared itself: kind, location and source.

    Cost     1 query
    """
    rows = Source.objects.filter(realm=realm, kind__in=FORGES, listed_by=None, withdrawn_at=None)
    return list(rows.order_by("id").values_list("kind", "location", "pk"))


def kept_pages(viewer: Viewer, listing_id: int) -> dict[str, ForgePage]:
    """The pages of a list as they were last read, by address; without the repositories that stood on them.

    Cost     1 query
    """
    rows = ForgePage.objects.filter(listing_id=listing_id).defer("forge_ids", "examples")
    return {page.url: page for page in rows}


def untold_repositories(viewer: Viewer, listing_id: int, *, after: int, most: int) -> list[ForgeRepository]:
    """Repositories of a list of which the ledger does not say yet what the forge says, from a number on.

    Cost     1 query
    """
    rows = ForgeRepository.objects.filter(listing_id=listing_id, is_told=False, pk__gt=after)
    return list(rows.order_by("id")[:most])


def known_repositories(viewer: Viewer, realm: str, addresses: Collection[str]) -> dict[str, tuple[int, str, str]]:
    """Repositories of an office by the addresses they are known by: primary key, key, key of the institution.

    Cost     1 query
    """
    rows = RepositoryAlias.objects.filter(realm=realm, address__in=addresses, repository__withdrawn_at=None)
    columns = ("address", "repository_id", "repository__key", "repository__institution__key")
    return {address: (pk, key, owner) for address, pk, key, owner in rows.order_by("id").values_list(*columns)}


def listings_of(viewer: Viewer, realm: str) -> list[ForgeListing]:
    """The lists of an office's forges that are declared now.

    Cost     1 query
    """
    rows = ForgeListing.objects.filter(source__realm=realm, source__kind__in=FORGES, source__withdrawn_at=None)
    return list(rows.select_related("source").order_by("id"))


def count_listed(viewer: Viewer, listing: ForgeListing) -> dict[str, int]:
    """What a list holds: all, archived, forks, and those that are there no longer by what became of them.

    Cost     1 query
    """
    listed = Q(presence=PresenceState.LISTED)
    gone = {str(state): Count("id", filter=Q(presence=state)) for state in PresenceState}
    rows = ForgeRepository.objects.filter(listing=listing)
    return rows.aggregate(
        archived=Count("id", filter=listed & Q(is_archived=True)),
        forks=Count("id", filter=listed & Q(is_fork=True)),
        joined=Count("id", filter=listed & Q(reader__isnull=False) & ~Q(reader__listed_by=listing.source_id)),
        organisations=Count("id", filter=listed & ~Q(kind=SourceKind.GIT)),
        elsewhere=Count("id", filter=listed & ~Q(reader__institution=listing.source.institution_id)),
        **gone,
    )


def gone_repositories(viewer: Viewer, listing: ForgeListing, *, most: int) -> list[ForgeRepository]:
    """Repositories that are no longer in a list, the last first.

    Cost     1 query
    """
    rows = ForgeRepository.objects.filter(listing=listing).exclude(presence=PresenceState.LISTED)
    return list(rows.order_by("-gone_at", "-id")[:most])


def examples_of(viewer: Viewer, listing_id: int, *, most: int) -> list[dict[str, Any]]:
    """The first entries of a list that could not be used: reason, position, line, text.

    Cost     1 query
    """
    pages = ForgePage.objects.filter(listing_id=listing_id).exclude(examples=[]).order_by("id")
    return [example for held in pages.values_list("examples", flat=True)[:most] for example in held][:most]


def listed_as(viewer: Viewer, repository_id: int) -> ForgeRepository | None:
    """What a forge says of a repository.

    Cost     1 query
    """
    rows = ForgeRepository.objects.filter(repository_id=repository_id, presence=PresenceState.LISTED)
    return rows.select_related("listing__source").order_by("id").first()
