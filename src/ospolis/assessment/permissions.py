"""Who may do what with assessments."""

from __future__ import annotations

from ospolis.core.access import Role, permission

SEE_METHOD = permission(
    "assessment.see_method", Role.VISITOR, words="Anybody may read how levels come about, and the questions."
)
SEE_PUBLISHED = permission(
    "assessment.see_published", Role.VISITOR, words="Anybody may see the results that an office published."
)
SEE_RESULTS = permission(
    "assessment.see_results",
    Role.OFFICER, Role.LEAD, Role.PROGRAMME,
    words="Officers and leads see the results of the institutions that they cover; the programme sees all.",
)  # fmt: skip
SEE_OWN_RESULT = permission(
    "assessment.see_own_result",
    Role.FOCAL_POINT, Role.OFFICER, Role.LEAD,
    words="Focal points see the result of their own institution, officers and leads of those that they cover.",
)  # fmt: skip
ANSWER = permission(
    "assessment.answer",
    Role.PARTICIPANT,
    words="Whoever was asked by an office may answer for an institution, and sees the own answers.",
)
ANSWER_BY_LINK = permission(
    "assessment.answer_by_link",
    Role.VISITOR,
    in_person=True,
    words="Whoever holds the link of a letter may answer the questions that the letter asks, and sees these answers.",
)
RUN_CAMPAIGNS = permission(
    "assessment.run_campaigns",
    Role.OFFICER, Role.LEAD,
    in_person=True,
    words="Officers and leads prepare, open and close campaigns, and invite respondents.",
)  # fmt: skip
REVIEW = permission(
    "assessment.review",
    Role.OFFICER, Role.LEAD,
    in_person=True,
    words="Officers and leads grade documents and moderate answers of institutions that they cover.",
)  # fmt: skip
SIGN_OFF = permission(
    "assessment.sign_off",
    Role.FOCAL_POINT,
    in_person=True,
    words="Focal points read and sign off the answers given for their institution, and hand in documents for it.",
)
RESOLVE = permission(
    "assessment.resolve",
    Role.FOCAL_POINT, Role.OFFICER, Role.LEAD,
    in_person=True,
    words="Focal points resolve contradictions of their institution, officers and leads of those that they cover.",
)  # fmt: skip
AGREE = permission(
    "assessment.agree",
    Role.FOCAL_POINT, Role.OFFICER, Role.LEAD,
    in_person=True,
    words="Focal points agree that the levels of their institution are published; officers and leads write down what "
    "those that they cover told them.",
)  # fmt: skip
CONFIRM_SKILLS = permission(
    "assessment.confirm_skills",
    Role.FOCAL_POINT, Role.OFFICER, Role.LEAD,
    in_person=True,
    words="Focal points write down which skills their institution has, officers and leads those of institutions that "
    "they cover.",
)  # fmt: skip
PUBLISH = permission(
    "assessment.publish", Role.LEAD, in_person=True, words="Leads publish the results of their own office."
)
CHANGE_BANKS = permission(
    "assessment.change_banks",
    Role.LEAD,
    in_person=True,
    words="Leads add questions and translations of their country, and set target levels.",
)
