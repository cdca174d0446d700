"""Question banks that are installed, campaigns and what people answer, reviews, results.

A submitted answer is a fact of the ledger; here are the ways to it and what follows from it.
"""

from ospolis.assessment.models.bank import Bank, BankWords, TargetProfile
from ospolis.assessment.models.campaign import Assignment, Campaign
from ospolis.assessment.models.contradiction import Contradiction
from ospolis.assessment.models.draft import Attachment, Draft, Submission
from ospolis.assessment.models.result import AssessmentRun, DimensionScore, InstitutionScore, PublicationConsent
from ospolis.assessment.models.review import Document, Grade, Moderation

__all__ = [
    "AssessmentRun",
    "Assignment",
    "Attachment",
    "Bank",
    "BankWords",
    "Campaign",
    "Contradiction",
    "DimensionScore",
    "Document",
    "Draft",
    "Grade",
    "InstitutionScore",
    "Moderation",
    "PublicationConsent",
    "Submission",
    "TargetProfile",
]
