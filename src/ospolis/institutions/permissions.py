"""Who may do what with institutions and systems."""

from __future__ import annotations

from ospolis.core.access import Role, permission

SEE_INVENTORY = permission(
    "institutions.see_inventory", Role.VISITOR, words="Anybody may see which institutions and systems were declared."
)
