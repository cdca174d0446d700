"""One record for each human being, and what hangs on it: accounts, roles, taking part, what was donated.

Each module holds one concept. A model here always declares what it keeps about people.
"""

from ospolis.people.models.account import Account, Token
from ospolis.people.models.donation import Consent, Donation
from ospolis.people.models.invitation import Invitation
from ospolis.people.models.merge import Merge
from ospolis.people.models.participation import Credential, HeadCount, Participation, Snapshot
from ospolis.people.models.person import Membership, Person, Sighting
from ospolis.people.models.role import ROLE_CHOICES, RoleGrant
from ospolis.people.models.signing_in import FactorReset, MailedLink, OpenSession

__all__ = [
    "ROLE_CHOICES",
    "Account",
    "Consent",
    "Credential",
    "Donation",
    "FactorReset",
    "HeadCount",
    "Invitation",
    "MailedLink",
    "Membership",
    "Merge",
    "OpenSession",
    "Participation",
    "Person",
    "RoleGrant",
    "Sighting",
    "Snapshot",
    "Token",
]
