"""Who may have a file: by what it was given for. Apps widen it; the own office may always."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from ospolis.core.access.viewer import Role, Viewer
from ospolis.core.files.models import StoredFile

MaySee = Callable[[Viewer, StoredFile], bool]

_readers: dict[str, MaySee] = {}


def register_file_readers(purpose: str, may_see: MaySee) -> None:
    """Let more people than the office see files that were given for a purpose, such as whoever gave them."""
    _readers[purpose] = may_see


def find_file(viewer: Viewer, key: str) -> StoredFile | None:
    """The file under a key, for officers and leads of its office and whom its purpose lets in; else nothing.

    Cost     1 query, and what the function of the purpose costs
    """
    row = StoredFile.objects.filter(key=key).first()
    if row is None:
        return None
    widened = _readers.get(row.purpose) if row.purpose else None
    may_see = row.realm in viewer.realms(Role.OFFICER) or (widened is not None and widened(viewer, row))
    return row if may_see else None


def find_given(purpose: str, key: str) -> StoredFile | None:
    """The file under a key that was given for a purpose, for apps that settle themselves who may read it.

    Cost     1 query
    """
    return StoredFile.objects.filter(key=key, purpose=purpose).first()


def address_of(file: StoredFile) -> str:
    """Where a file is handed out; the key in it cannot be guessed, and is no right by itself."""
    return reverse("core:file", args=[file.key])
