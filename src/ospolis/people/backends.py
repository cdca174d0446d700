"""Who is behind a session: the account with its roles, in one query instead of two."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from ospolis.people.models import Account
from ospolis.people.selectors import grants_of_account
from ospolis.people.selectors.accounts import SESSION


class AccountBackend(ModelBackend):
    """Django's own check of passwords; the account of a session comes with the roles of its person."""

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session, or None when it is gone or closed."""
        grants = grants_of_account(SESSION, user_id)
        if not grants:
            found = super().get_user(user_id)
            return found if isinstance(found, Account) else None
        account = grants[0].person.account
        account.held_grants = grants
        return account if self.user_can_authenticate(account) else None
