"""The only readers of people for other apps, by what they read. The viewer comes first."""

from ospolis.people.selectors.accounts import (
    account_of_address,
    viewer_of_account,
    viewer_of_account_id,
)
from ospolis.people.selectors.donations import own_answers
from ospolis.people.selectors.duplicates import likely_duplicates, likely_same, open_merges, side_of
from ospolis.people.selectors.own_data import (
    HeldTable,
    copy_of,
    held_about,
    open_consents_of,
    own_person,
    sessions_of_person,
)
from ospolis.people.selectors.participation import (
    count_by_state,
    heads_of,
    offices_written_for_by,
    participations_of,
    snapshots_of,
)
from ospolis.people.selectors.persons import get_person, people_kept_by, people_known_to, record_of_person
from ospolis.people.selectors.retention import old_participations, quiet_people
from ospolis.people.selectors.roles import all_grants, grants_of_account
from ospolis.people.selectors.signing_in import (
    MOST_SESSIONS,
    account_of_link,
    account_to_link,
    effective_viewer,
    factors_of,
    has_factor,
    is_exempt,
    linked_providers,
    open_reset_of,
    open_sessions_of,
)
from ospolis.people.selectors.subjects import erasable_by, subject_of_person, subject_of_viewer

__all__ = [
    "MOST_SESSIONS",
    "HeldTable",
    "account_of_address",
    "account_of_link",
    "account_to_link",
    "all_grants",
    "copy_of",
    "count_by_state",
    "effective_viewer",
    "erasable_by",
    "factors_of",
    "get_person",
    "grants_of_account",
    "has_factor",
    "heads_of",
    "held_about",
    "is_exempt",
    "likely_duplicates",
    "likely_same",
    "linked_providers",
    "offices_written_for_by",
    "old_participations",
    "open_consents_of",
    "open_merges",
    "open_reset_of",
    "open_sessions_of",
    "own_answers",
    "own_person",
    "participations_of",
    "people_kept_by",
    "people_known_to",
    "quiet_people",
    "record_of_person",
    "sessions_of_person",
    "side_of",
    "snapshots_of",
    "subject_of_person",
    "subject_of_viewer",
    "viewer_of_account",
    "viewer_of_account_id",
]
