"""Who may do what with offices."""

from __future__ import annotations

from ospolis.core.access import Role, permission

SEE_DESK = permission(
    "offices.see_desk", Role.OFFICER, Role.LEAD, words="Officers and leads see the day of their own office."
)
CHANGE_SETTINGS = permission(
    "offices.change_settings", Role.LEAD, in_person=True, words="Leads change the settings of their own office."
)
