"""Write which repositories of forges the ledger tells of."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from ospolis.mapping.models import ForgeRepository, Repository


@transaction.atomic
def mark_told(*, rows: Sequence[tuple[int, int]]) -> None:
    """Point the rows of forges to their repositories, whose facts are written; a repository that says nothing of
    itself takes the words of its forge.

    Shapes   rows: (row of the forge, repository) by their primary keys
    Raises   nothing of its own
    Emits    nothing: the facts were told before
    """
    held = {row.pk: row for row in ForgeRepository.objects.filter(pk__in=[pk for pk, _ in rows])}
    for pk, repository in rows:
        held[pk].repository_id, held[pk].is_told = repository, True
    ForgeRepository.objects.bulk_update(held.values(), ["repository", "is_told"], batch_size=100)
    silent = Repository.objects.filter(pk__in=[repository for _, repository in rows], summary="")
    words = {one.repository_id: one.description for one in held.values() if one.description}
    mute = [repository for repository in silent if repository.pk in words]
    for row in mute:
        row.summary = words[row.pk]
    Repository.objects.bulk_update(mute, ["summary"], batch_size=100)
