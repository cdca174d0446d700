"""The readers of assessments. The viewer comes first."""

from ospolis.assessment.selectors.banks import bank_in_use, banks_of, installed_bank, targets_in_use
from ospolis.assessment.selectors.comparing import compare_results, past_results
from ospolis.assessment.selectors.contradictions import contradiction_rows, contradictions_of
from ospolis.assessment.selectors.publication import agreed_institutions, public_profile, public_result, published_keys
from ospolis.assessment.selectors.results import institution_result, office_results, past_score

__all__ = [
    "agreed_institutions",
    "bank_in_use",
    "banks_of",
    "compare_results",
    "contradiction_rows",
    "contradictions_of",
    "installed_bank",
    "institution_result",
    "office_results",
    "past_results",
    "past_score",
    "public_profile",
    "public_result",
    "published_keys",
    "targets_in_use",
]
