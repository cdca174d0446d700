"""Write which repositories of forges the ledger tells of."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from ospolis.mapping.models import ForgeRepository, Repository

# Rows of one statement: long ones take longer than two short ones.
_PORTION = 50


@transaction.atomic
def mark_told(*, rows: Sequence[tuple[int, int]]) -> None:
    """Point the rows of forges to their repositories, whose facts are written; a repository that says nothing of
    itself takes the words of its forge.

    Shapes   rows: (row of the forge, repository) by their primary keys
    Raises   nothing of its own
    Emits    nothing: the facts were told before
    """
    keys = dict(rows)
    held = list(ForgeRepository.objects.filter(pk__in=keys).only("pk", "repository", "description"))
    moved = [row for row in held if row.repository_id != keys[row.pk]]
    for row in moved:
        row.repository_id = keys[row.pk]
    ForgeRepository.objects.bulk_update(moved, ["repository"], batch_size=_PORTION)
    ForgeRepository.objects.filter(pk__in=keys).update(is_told=True)
    words = {keys[row.pk]: row.description for row in held if row.description}
    mute = list(Repository.objects.filter(pk__in=words, summary="").only("pk", "summary"))
    for repository in mute:
        repository.summary = words[repository.pk]
    Repository.objects.bulk_update(mute, ["summary"], batch_size=_PORTION)
