"""What tables of packages keep about people: sessions, second factors, log-in providers, results of jobs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ospolis.core.privacy import WITH_PERSON, Ending, PersonalData, Rule, Whose
from ospolis.core.privacy.register import declare_foreign

declare_foreign(
    "sessions.Session",
    PersonalData(
        fields=("session_data",),
        title=_("Open sessions"),
        purpose=_("To know from one page to the next that somebody has logged in."),
        retention=_("Thirty minutes after the last page, twelve hours at most; erased with the person."),
        export="ospolis.people.selectors.sessions_of_person",
        erasure="ospolis.people.services.delete_sessions",
        rules=(Rule(days=0, since=("expire_date",)),),
        secret=("session_key",),
    ),
)
declare_foreign(
    "mfa.Authenticator",
    PersonalData(
        fields=("user", "data"),
        title=_("My second factors"),
        purpose=_("To ask for a second proof when somebody logs in."),
        retention=_("Until the person takes it off the account; erased with the person."),
        rules=(WITH_PERSON,),
        whose=Whose(accounts=("user",)),
        secret=("data",),
    ),
)
declare_foreign(
    "socialaccount.SocialAccount",
    PersonalData(
        fields=("user", "uid", "extra_data"),
        title=_("Log-in providers that open my account"),
        purpose=_("To let the person log in through the own institution."),
        retention=_("Until the person takes it off the account; erased with the person."),
        rules=(WITH_PERSON,),
        whose=Whose(accounts=("user",)),
    ),
)
declare_foreign(
    "socialaccount.SocialToken",
    PersonalData(
        fields=("account", "token", "token_secret"),
        title=_("Proofs of log-in providers"),
        purpose=_("Not used: no proof of a provider is kept after the log-in."),
        retention=_("Nothing is kept; what a package may have left is erased with the person."),
        rules=(WITH_PERSON,),
        whose=Whose(accounts=("account__user",)),
        secret=("token", "token_secret"),
    ),
)
declare_foreign(
    "account.EmailAddress",
    PersonalData(
        fields=("user", "email"),
        title=_("Addresses of my account"),
        purpose=_("Not used: the address stands in the account itself."),
        retention=_("Nothing is kept; what a package may have left is erased with the person."),
        rules=(WITH_PERSON,),
        whose=Whose(accounts=("user",), addresses=("email",)),
    ),
)
declare_foreign(
    "account.EmailConfirmation",
    PersonalData(
        fields=("email_address",),
        title=_("Confirmations of addresses"),
        purpose=_("Not used: links that are mailed have a table of their own."),
        retention=_("Nothing is kept; what a package may have left is erased with the person."),
        rules=(WITH_PERSON,),
        whose=Whose(accounts=("email_address__user",), addresses=("email_address__email",)),
        secret=("key",),
    ),
)
declare_foreign(
    "django_tasks_database.DBTaskResult",
    PersonalData(
        fields=("traceback",),
        title=_("Reports of programs that failed"),
        purpose=_("To find out why a task of the system failed."),
        retention=_(
            "Fourteen days after the task ended; lines that name an erased person are deleted with the person."
        ),
        rules=(Rule(days=14, since=("finished_at",)),),
        erased=Ending.BLANK,
        mentions=("traceback",),
    ),
)
