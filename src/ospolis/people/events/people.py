"""What happens to people and their roles. References only: never a name, never an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class PersonErased(Event):
    """A person was erased, with the account; entries of the journal keep the bare number. Counts, and nothing else."""

    verb: ClassVar[str] = "people.person_erased"

    person_id: int
    records: int
    rows: int


@dataclass(frozen=True)
class PersonCorrected(Event):
    """A person corrected the own record; which fields, not what stood in them."""

    verb: ClassVar[str] = "people.person_corrected"

    person_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class ConsentWithdrawn(Event):
    """A person took a consent back; what was given under it is deleted."""

    verb: ClassVar[str] = "people.consent_withdrawn"

    person_id: int
    consent_id: int
    rows: int


@dataclass(frozen=True)
class CopyTaken(Event):
    """A copy of everything that is kept about a person was taken."""

    verb: ClassVar[str] = "people.copy_taken"

    person_id: int


@dataclass(frozen=True)
class RetentionKept(Event):
    """Rows whose time was over were ended: how many of which table, and nobody's."""

    verb: ClassVar[str] = "people.retention_kept"

    rows: int
    counts: tuple[str, ...]


@dataclass(frozen=True)
class RoleGranted(Event):
    """A person received a role for a time."""

    verb: ClassVar[str] = "people.role_granted"

    person_id: int
    role: str
    office_key: str
    institution_key: str


@dataclass(frozen=True)
class RoleEnded(Event):
    """A role of a person ended."""

    verb: ClassVar[str] = "people.role_ended"

    person_id: int
    role: str


@dataclass(frozen=True)
class RoleExtended(Event):
    """A role of a person lasts longer than before."""

    verb: ClassVar[str] = "people.role_extended"

    person_id: int
    role: str
    grant_id: int


@dataclass(frozen=True)
class LeadHandedOver(Event):
    """A lead ended the own role and named who leads the office from now on."""

    verb: ClassVar[str] = "people.lead_handed_over"

    office_key: str
    person_id: int
    successor_id: int


@dataclass(frozen=True)
class DeputyNamed(Event):
    """Somebody who will be absent named a deputy for some days."""

    verb: ClassVar[str] = "people.deputy_named"

    person_id: int
    role: str
    grant_id: int
    days: int


@dataclass(frozen=True)
class InvitationSent(Event):
    """An account, and perhaps a role, was offered to an address."""

    verb: ClassVar[str] = "people.invitation_sent"

    invitation_id: int
    role: str
    office_key: str
    institution_key: str


@dataclass(frozen=True)
class InvitationRenewed(Event):
    """An invitation was sent once more, with a new link; the old one opens nothing any more."""

    verb: ClassVar[str] = "people.invitation_renewed"

    invitation_id: int


@dataclass(frozen=True)
class InvitationWithdrawn(Event):
    """An invitation was taken back before anybody accepted it."""

    verb: ClassVar[str] = "people.invitation_withdrawn"

    invitation_id: int


@dataclass(frozen=True)
class InvitationAccepted(Event):
    """Whoever was invited accepted."""

    verb: ClassVar[str] = "people.invitation_accepted"

    invitation_id: int
    person_id: int


@dataclass(frozen=True)
class PersonWrittenDown(Event):
    """Somebody without an account was written down."""

    verb: ClassVar[str] = "people.person_written_down"

    person_id: int


@dataclass(frozen=True)
class PersonChanged(Event):
    """The record of a person was changed by an office; which fields, not what stood in them."""

    verb: ClassVar[str] = "people.person_changed"

    person_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class MembershipAdded(Event):
    """A person began to work in an institution."""

    verb: ClassVar[str] = "people.membership_added"

    person_id: int
    membership_id: int
    institution_key: str


@dataclass(frozen=True)
class MembershipEnded(Event):
    """A person no longer works in an institution."""

    verb: ClassVar[str] = "people.membership_ended"

    person_id: int
    membership_id: int
    institution_key: str


@dataclass(frozen=True)
class PeopleMerged(Event):
    """Two records were found to be of one person, and made one."""

    verb: ClassVar[str] = "people.merged"

    merge_id: int
    kept_id: int
    gone_id: int
    rows: int


@dataclass(frozen=True)
class PeopleUnmerged(Event):
    """Two records that were made one were taken apart again."""

    verb: ClassVar[str] = "people.unmerged"

    merge_id: int
    kept_id: int
    gone_id: int
    rows: int


@dataclass(frozen=True)
class ParticipationRecorded(Event):
    """It was written down how a person takes part in an activity."""

    verb: ClassVar[str] = "people.participation_recorded"

    participation_id: int
    reference: str
    state: str


@dataclass(frozen=True)
class HeadsCounted(Event):
    """People were counted without being named."""

    verb: ClassVar[str] = "people.heads_counted"

    reference: str
    dimension: str
    count: int


@dataclass(frozen=True)
class CredentialIssued(Event):
    """A person was issued a credential."""

    verb: ClassVar[str] = "people.credential_issued"

    credential_id: int
    kind: str


@dataclass(frozen=True)
class CredentialRevoked(Event):
    """A credential stands no longer."""

    verb: ClassVar[str] = "people.credential_revoked"

    credential_id: int


@dataclass(frozen=True)
class ActivityClosed(Event):
    """An activity was closed: its people were counted once, the counts stay without them."""

    verb: ClassVar[str] = "people.activity_closed"

    reference: str
    office_key: str
    activity: str
    rows: int


@dataclass(frozen=True)
class ConsentGiven(Event):
    """A person agreed to something in stated words; not what was told."""

    verb: ClassVar[str] = "people.consent_given"

    person_id: int
    consent_id: int
