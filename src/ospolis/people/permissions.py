"""Who may do what with accounts."""

from __future__ import annotations

from ospolis.core.access import Role, permission

LOG_IN = permission("people.log_in", Role.VISITOR, words="Anybody may try to log in; accounts are given by an office.")
SEE_OWN_DATA = permission(
    "people.see_own_data", Role.PARTICIPANT, words="Everybody with an account may see what is kept about themselves."
)
LOG_OUT = permission("people.log_out", Role.VISITOR, words="Anybody may end the own session.")
