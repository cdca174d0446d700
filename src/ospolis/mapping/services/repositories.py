"""Rows of repositories and the addresses they are known by. Called inside the transaction of an outcome."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from ospolis.institutions.inventory import fold
from ospolis.mapping.bridge import normal_address
from ospolis.mapping.choices import RepositoryState, SourceRole
from ospolis.mapping.models import ComponentUse, ForgeRepository, MetadataRecord, Repository, RepositoryAlias, Source
from ospolis.mapping.outcomes import FoundRecord


def store_repository(source: Source, columns: dict[str, Any], at: datetime) -> tuple[Repository, bool]:
    """The row of the repository that a source of kind git holds, made or changed, and whether the source owns it.

    A repository belongs to the source that publishes it: one that only uses it, or that came later, points to the
    row and changes nothing. A source that is read at a new address adds an alias, so a renamed repository stays
    one row.
    """
    address = normal_address(columns["address"])
    repository = _find_repository(source, address, columns.get("moved_from", ""))
    if repository is None:
        key = free_key(source, columns["name"], address)
        repository = Repository(key=key, realm=source.realm, institution=source.institution)
    elif not _takes_over(source, repository):
        _add_alias(source, address, repository)
        return repository, False
    if repository.source_id not in (None, source.pk):
        ComponentUse.objects.filter(source_id=repository.source_id).delete()
    repository.institution, repository.source = source.institution, source
    repository.system_id = source.system_id
    for name, value in columns.items():
        if name != "moved_from":
            setattr(repository, name, value)
    if not repository.summary and source.listed_by_id:
        repository.summary = _words_of_forge(source)
    repository.address, repository.read_at, repository.withdrawn_at = address, at, None
    repository.save()
    _add_alias(source, address, repository)
    return repository, True


def _words_of_forge(source: Source) -> str:
    """How the forge describes a repository that says nothing of itself."""
    listed = ForgeRepository.objects.filter(reader=source, listing__source=source.listed_by_id)
    return listed.order_by("-number", "id").values_list("description", flat=True).first() or ""


def join_old_address(source: Source, moved_from: str, repository: Repository, at: datetime) -> tuple[str, ...]:
    """Let the address that a repository left lead to its row; a row of its own that the old address had is withdrawn.

    Returns  keys of what was withdrawn
    """
    old = normal_address(moved_from)
    alias = RepositoryAlias.objects.filter(realm=source.realm, address=old).select_related("repository").first()
    if alias is None:
        _add_alias(source, old, repository)
        return ()
    left = alias.repository
    if left.pk == repository.pk or left.source_id not in (None, source.pk):
        return ()
    RepositoryAlias.objects.filter(repository=left).update(repository=repository)
    MetadataRecord.objects.filter(repository=left).update(repository=repository)
    ComponentUse.objects.filter(repository=left).delete()
    Repository.objects.filter(pk=left.pk).update(source=None, withdrawn_at=at)
    return (left.key,)


def _takes_over(source: Source, repository: Repository) -> bool:
    """Whether a source may write a repository that is there already."""
    owner = repository.source
    if owner is None or owner.pk == source.pk or owner.withdrawn_at is not None:
        return True
    return owner.role == SourceRole.USES and source.role == SourceRole.PUBLISHES


def may_own_by_now(source: Source, key: str) -> bool:
    """Whether a repository that was another source's when this one was read would be this one's today."""
    repository = Repository.objects.filter(key=key).select_related("source").first() if key else None
    return repository is not None and repository.source_id != source.pk and _takes_over(source, repository)


def _add_alias(source: Source, address: str, repository: Repository) -> None:
    RepositoryAlias.objects.get_or_create(realm=source.realm, address=address, defaults={"repository": repository})


def list_repositories(source: Source, records: Iterable[FoundRecord], at: datetime) -> dict[str, Repository]:
    """Give each piece of software with an address a row, so that it is listed although nobody read it yet.

    Returns  repositories by the address as written
    """
    found: dict[str, Repository] = {}
    wanted = {record.address: record for record in records if _is_public(record.address)}
    normals = {address: normal_address(address) for address in wanted}
    known = {
        alias.address: alias.repository
        for alias in RepositoryAlias.objects.filter(
            realm=source.realm, address__in=set(normals.values())
        ).select_related("repository")
    }
    for address, record in wanted.items():
        normal = normals[address]
        repository = known.get(normal)
        if repository is None:
            name = record.name[:200] or name_of_address(normal)
            repository = Repository.objects.create(
                key=free_key(source, name, normal), realm=source.realm, institution=source.institution,
                system_id=source.system_id, name=name, address=normal, summary=record.summary[:500],
                state=RepositoryState.LISTED, licence_declared=record.licence[:300],
            )  # fmt: skip
            RepositoryAlias.objects.create(realm=source.realm, address=normal, repository=repository)
            known[normal] = repository
        elif repository.state == RepositoryState.LISTED or not repository.summary:
            repository.summary = record.summary[:500]
            if repository.state == RepositoryState.LISTED:
                repository.licence_declared, repository.withdrawn_at = record.licence[:300], None
            repository.save()
        found[address] = repository
    return found


def name_of_address(address: str) -> str:
    """The last part of an address, as people call the repository."""
    return address.rstrip("/").rpartition("/")[2].removesuffix(".git") or address


def _is_public(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in {"https", "http"} and bool(parts.hostname) and len(address) <= 2048
    except ValueError:
        return False


def _find_repository(source: Source, address: str, moved_from: str) -> Repository | None:
    """By its address or an alias, else by the address that it has left; never by name."""
    old = normal_address(moved_from) if moved_from else address
    aliases = RepositoryAlias.objects.filter(realm=source.realm, address__in={address, old})
    found = {alias.address: alias for alias in aliases.select_related("repository__source", "repository__institution")}
    alias = found.get(address) or found.get(old)
    return alias.repository if alias else None


def free_key(source: Source, name: str, address: str) -> str:
    """A key that nobody has: institution and name, with a digest of the address where that is taken."""
    short = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40] or "repository"
    key = f"{source.institution.key}-{short}"[:90].strip("-")
    if not Repository.objects.filter(key=key).exists():
        return key
    digest = hashlib.blake2b(f"{source.realm} {address}".encode(), digest_size=4).hexdigest()
    return f"{key}-{digest}"
