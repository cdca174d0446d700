"""Who may see the pages that show several apps side by side."""

from __future__ import annotations

from ospolis.core.access import Role, permission

SEE_MAP = permission("publishing.see_map", Role.VISITOR, words="Anybody may see the national map and download it.")
