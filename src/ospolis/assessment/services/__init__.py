"""The writers of assessments."""

from ospolis.assessment.services.asking import ask_reassessment
from ospolis.assessment.services.banks import bring_bank, install_additions, install_bank
from ospolis.assessment.services.contradictions import reopen_contradiction, resolve_contradiction
from ospolis.assessment.services.publishing import agree_to_publication, publish_results, withdraw_results
from ospolis.assessment.services.targets import set_target

__all__ = [
    "agree_to_publication",
    "ask_reassessment",
    "bring_bank",
    "install_additions",
    "install_bank",
    "publish_results",
    "reopen_contradiction",
    "resolve_contradiction",
    "set_target",
    "withdraw_results",
]
