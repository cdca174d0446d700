"""Who may see what was collected."""

from __future__ import annotations

from ospolis.core.access import Role, permission

SEE_COLLECTION = permission(
    "mapping.see_collection", Role.VISITOR, words="Anybody may see what was collected, what failed and why."
)
SEE_REPOSITORIES = permission(
    "mapping.see_repositories", Role.VISITOR, words="Anybody may see the repositories that were read, and their facts."
)
SEE_CHANGES = permission(
    "mapping.see_changes", Role.VISITOR, words="Anybody may see what each collection found different, and follow it."
)
