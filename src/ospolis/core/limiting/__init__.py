"""How often somebody may knock: tries are counted in the database, so that the default install is guarded too."""

from ospolis.core.limiting.askers import Asker, asker_of, network_of
from ospolis.core.limiting.doors import By, Door, Rule
from ospolis.core.limiting.limited import limited, refuse_for_now
from ospolis.core.limiting.selectors import Verdict, may_try
from ospolis.core.limiting.services import count_try, forget_tries

__all__ = [
    "Asker",
    "By",
    "Door",
    "Rule",
    "Verdict",
    "asker_of",
    "count_try",
    "forget_tries",
    "limited",
    "may_try",
    "network_of",
    "refuse_for_now",
]
