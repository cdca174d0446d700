"""What happens to people and accounts. References only: never a name, never an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class AccountOpened(Event):
    """A person received an account."""

    verb: ClassVar[str] = "people.account_opened"

    person_id: int


@dataclass(frozen=True)
class AccountClosed(Event):
    """An account was closed: nobody logs in with it any more."""

    verb: ClassVar[str] = "people.account_closed"

    person_id: int


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
class PasswordChanged(Event):
    """The password of an account was set anew."""

    verb: ClassVar[str] = "people.password_changed"

    person_id: int


@dataclass(frozen=True)
class LoggedIn(Event):
    """Somebody logged in."""

    verb: ClassVar[str] = "people.logged_in"

    person_id: int
    proof: str


@dataclass(frozen=True)
class TokenIssued(Event):
    """A person made a token for a program."""

    verb: ClassVar[str] = "people.token_issued"

    person_id: int
    token_id: int
    office_key: str
    verbs: str


@dataclass(frozen=True)
class TokenRevoked(Event):
    """A person took a token back."""

    verb: ClassVar[str] = "people.token_revoked"

    person_id: int
    token_id: int


@dataclass(frozen=True)
class SessionsEnded(Event):
    """Sessions of an account were ended before their time."""

    verb: ClassVar[str] = "people.sessions_ended"

    person_id: int
    count: int


@dataclass(frozen=True)
class SecondFactorSet(Event):
    """An account received a second factor."""

    verb: ClassVar[str] = "people.second_factor_set"

    person_id: int
    kind: str


@dataclass(frozen=True)
class SecondFactorRemoved(Event):
    """A second factor was taken off an account."""

    verb: ClassVar[str] = "people.second_factor_removed"

    person_id: int
    kind: str


@dataclass(frozen=True)
class RecoveryCodesMade(Event):
    """An account received new recovery codes, in place of older ones."""

    verb: ClassVar[str] = "people.recovery_codes_made"

    person_id: int


@dataclass(frozen=True)
class RecoveryCodeUsed(Event):
    """One of the recovery codes of an account was used."""

    verb: ClassVar[str] = "people.recovery_code_used"

    person_id: int
    left: int


@dataclass(frozen=True)
class RecoveryAsked(Event):
    """A link to set a new password was sent."""

    verb: ClassVar[str] = "people.recovery_asked"

    person_id: int


@dataclass(frozen=True)
class RecoveryUsed(Event):
    """A new password was set through a link that was sent."""

    verb: ClassVar[str] = "people.recovery_used"

    person_id: int


@dataclass(frozen=True)
class AddressChangeAsked(Event):
    """A link was sent to confirm a new address of an account."""

    verb: ClassVar[str] = "people.address_change_asked"

    person_id: int


@dataclass(frozen=True)
class AddressChanged(Event):
    """An account changed its address."""

    verb: ClassVar[str] = "people.address_changed"

    person_id: int


@dataclass(frozen=True)
class ProviderLinked(Event):
    """An account may be opened through a log-in provider."""

    verb: ClassVar[str] = "people.provider_linked"

    person_id: int
    provider_key: str


@dataclass(frozen=True)
class ProviderUnlinked(Event):
    """A log-in provider no longer opens an account."""

    verb: ClassVar[str] = "people.provider_unlinked"

    person_id: int
    provider_key: str


@dataclass(frozen=True)
class FactorResetAsked(Event):
    """Somebody entitled asked to take a lost second factor off an account."""

    verb: ClassVar[str] = "people.factor_reset_asked"

    person_id: int


@dataclass(frozen=True)
class FactorResetAgreed(Event):
    """A second entitled person agreed; the second factor goes a day later."""

    verb: ClassVar[str] = "people.factor_reset_agreed"

    person_id: int


@dataclass(frozen=True)
class FactorResetStopped(Event):
    """The request to take a second factor off an account was stopped."""

    verb: ClassVar[str] = "people.factor_reset_stopped"

    person_id: int


@dataclass(frozen=True)
class FactorResetDone(Event):
    """A lost second factor was taken off an account."""

    verb: ClassVar[str] = "people.factor_reset_done"

    person_id: int


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
