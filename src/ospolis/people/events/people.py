"""What happens to people and their roles. References only: never a name, never an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class PersonErased(Event):
    """A person was erased, with the account; entries of the journal keep the bare number. Counts, and nothing else."""

    verb: ClassVar[str] = "people.person_erased"
    words = _("A person was erased, with the account")

    person_id: int
    records: int
    rows: int


@dataclass(frozen=True)
class PersonCorrected(Event):
    """A person corrected the own record; which fields, not what stood in them."""

    verb: ClassVar[str] = "people.person_corrected"
    words = _("A person corrected the own record")

    person_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class ConsentWithdrawn(Event):
    """A person took a consent back; what was given under it is deleted."""

    verb: ClassVar[str] = "people.consent_withdrawn"
    words = _("A person took a consent back")

    person_id: int
    consent_id: int
    rows: int


@dataclass(frozen=True)
class CopyTaken(Event):
    """A copy of everything that is kept about a person was taken."""

    verb: ClassVar[str] = "people.copy_taken"
    words = _("A copy of everything that is kept about a person was taken")

    person_id: int


@dataclass(frozen=True)
class RetentionKept(Event):
    """Rows whose time was over were ended: how many of which table, and nobody's."""

    verb: ClassVar[str] = "people.retention_kept"
    words = _("Rows whose time was over were ended")

    rows: int
    counts: tuple[str, ...]


@dataclass(frozen=True)
class RoleGranted(Event):
    """A person received a role for a time."""

    verb: ClassVar[str] = "people.role_granted"
    words = _("A person received a role for a time")

    person_id: int
    role: str
    office_key: str
    institution_key: str


@dataclass(frozen=True)
class RoleEnded(Event):
    """A role of a person ended."""

    verb: ClassVar[str] = "people.role_ended"
    words = _("A role of a person ended")

    person_id: int
    role: str


@dataclass(frozen=True)
class RoleExtended(Event):
    """A role of a person lasts longer than before."""

    verb: ClassVar[str] = "people.role_extended"
    words = _("A role of a person lasts longer than before")

    person_id: int
    role: str
    grant_id: int


@dataclass(frozen=True)
class LeadHandedOver(Event):
    """A lead ended the own role and named who leads the office from now on."""

    verb: ClassVar[str] = "people.lead_handed_over"
    words = _("A lead ended the own role and named who leads the office from now on")

    office_key: str
    person_id: int
    successor_id: int


@dataclass(frozen=True)
class DeputyNamed(Event):
    """Somebody who will be absent named a deputy for some days."""

    verb: ClassVar[str] = "people.deputy_named"
    words = _("Somebody who will be absent named a deputy for some days")

    person_id: int
    role: str
    grant_id: int
    days: int


@dataclass(frozen=True)
class InvitationSent(Event):
    """An account, and perhaps a role, was offered to an address."""

    verb: ClassVar[str] = "people.invitation_sent"
    words = _("An account, and perhaps a role, was offered to an address")

    invitation_id: int
    role: str
    office_key: str
    institution_key: str


@dataclass(frozen=True)
class InvitationRenewed(Event):
    """An invitation was sent once more, with a new link; the old one opens nothing any more."""

    verb: ClassVar[str] = "people.invitation_renewed"
    words = _("An invitation was sent once more, with a new link")

    invitation_id: int


@dataclass(frozen=True)
class InvitationWithdrawn(Event):
    """An invitation was taken back before anybody accepted it."""

    verb: ClassVar[str] = "people.invitation_withdrawn"
    words = _("An invitation was taken back before anybody accepted it")

    invitation_id: int


@dataclass(frozen=True)
class InvitationAccepted(Event):
    """Whoever was invited accepted."""

    verb: ClassVar[str] = "people.invitation_accepted"
    words = _("Whoever was invited accepted")

    invitation_id: int
    person_id: int


@dataclass(frozen=True)
class PersonWrittenDown(Event):
    """Somebody without an account was written down."""

    verb: ClassVar[str] = "people.person_written_down"
    words = _("Somebody without an account was written down")

    person_id: int


@dataclass(frozen=True)
class PersonChanged(Event):
    """The record of a person was changed by an office; which fields, not what stood in them."""

    verb: ClassVar[str] = "people.person_changed"
    words = _("The record of a person was changed by an office")

    person_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class MembershipAdded(Event):
    """A person began to work in an institution."""

    verb: ClassVar[str] = "people.membership_added"
    words = _("A person began to work in an institution")

    person_id: int
    membership_id: int
    institution_key: str


@dataclass(frozen=True)
class MembershipEnded(Event):
    """A person no longer works in an institution."""

    verb: ClassVar[str] = "people.membership_ended"
    words = _("A person no longer works in an institution")

    person_id: int
    membership_id: int
    institution_key: str


@dataclass(frozen=True)
class PeopleMerged(Event):
    """Two records were found to be of one person, and made one."""

    verb: ClassVar[str] = "people.merged"
    words = _("Two records were found to be of one person, and made one")

    merge_id: int
    kept_id: int
    gone_id: int
    rows: int


@dataclass(frozen=True)
class PeopleUnmerged(Event):
    """Two records that were made one were taken apart again."""

    verb: ClassVar[str] = "people.unmerged"
    words = _("Two records that were made one were taken apart again")

    merge_id: int
    kept_id: int
    gone_id: int
    rows: int


@dataclass(frozen=True)
class ParticipationRecorded(Event):
    """It was written down how a person takes part in an activity."""

    verb: ClassVar[str] = "people.participation_recorded"
    words = _("It was written down how a person takes part in an activity")

    participation_id: int
    reference: str
    state: str


@dataclass(frozen=True)
class HeadsCounted(Event):
    """People were counted without being named."""

    verb: ClassVar[str] = "people.heads_counted"
    words = _("People were counted without being named")

    reference: str
    dimension: str
    count: int


@dataclass(frozen=True)
class CredentialIssued(Event):
    """A person was issued a credential."""

    verb: ClassVar[str] = "people.credential_issued"
    words = _("A person was issued a credential")

    credential_id: int
    kind: str


@dataclass(frozen=True)
class CredentialRevoked(Event):
    """A credential stands no longer."""

    verb: ClassVar[str] = "people.credential_revoked"
    words = _("A credential stands no longer")

    credential_id: int


@dataclass(frozen=True)
class ActivityClosed(Event):
    """An activity was closed: its people were counted once, the counts stay without them."""

    verb: ClassVar[str] = "people.activity_closed"
    words = _("An activity was closed")

    reference: str
    office_key: str
    activity: str
    rows: int


@dataclass(frozen=True)
class ConsentGiven(Event):
    """A person agreed to something in stated words; not what was told."""

    verb: ClassVar[str] = "people.consent_given"
    words = _("A person agreed to something in stated words")

    person_id: int
    consent_id: int
