"""Who may look into the ledger."""

from __future__ import annotations

from ospolis.core.access import Role, permission

SEE_EVIDENCE = permission(
    "evidence.see_evidence",
    Role.VISITOR,
    words="Anybody may see the evidence behind a public number; other facts only the office and the institution.",
)
