"""The only readers of people for other apps, by what they read. The viewer comes first."""

from ospolis.people.selectors.accounts import (
    account_of_address,
    viewer_of_account,
    viewer_of_account_id,
)
from ospolis.people.selectors.own_data import (
    HeldTable,
    copy_of,
    held_about,
    journal_about,
    open_consents_of,
    own_person,
    sessions_of_person,
)
from ospolis.people.selectors.retention import old_participations, quiet_people
from ospolis.people.selectors.roles import all_grants, grants_of_account
from ospolis.people.selectors.signing_in import (
    MOST_SESSIONS,
    effective_viewer,
    factors_of,
    has_factor,
    is_exempt,
    linked_providers,
    open_reset_of,
    open_sessions_of,
)
from ospolis.people.selectors.subjects import subject_of_person, subject_of_viewer

__all__ = [
    "MOST_SESSIONS",
    "HeldTable",
    "account_of_address",
    "all_grants",
    "copy_of",
    "effective_viewer",
    "factors_of",
    "grants_of_account",
    "has_factor",
    "held_about",
    "is_exempt",
    "journal_about",
    "linked_providers",
    "old_participations",
    "open_consents_of",
    "open_reset_of",
    "open_sessions_of",
    "own_person",
    "quiet_people",
    "sessions_of_person",
    "subject_of_person",
    "subject_of_viewer",
    "viewer_of_account",
    "viewer_of_account_id",
]
