"""Who may do what with accounts."""

from __future__ import annotations

from ospolis.core.access import Role, permission

LOG_IN = permission(
    "people.log_in", Role.VISITOR, in_person=True, words="Anybody may try to log in; accounts are given by an office."
)
SEE_OWN_DATA = permission(
    "people.see_own_data", Role.PARTICIPANT, words="Everybody with an account may see what is kept about themselves."
)
CHANGE_OWN_DATA = permission(
    "people.change_own_data",
    Role.PARTICIPANT,
    words="Everybody with an account may correct what is kept about themselves, take consents back and be erased.",
)
CHOOSE_LETTERS = permission(
    "people.choose_letters", Role.PARTICIPANT, words="Everybody with an account may choose how often letters come."
)
ERASE_PERSON = permission(
    "people.erase_person",
    Role.OFFICER,
    Role.LEAD,
    in_person=True,
    words="Officers and leads erase people without an account whose record their office keeps, when these ask for it.",
)
SEE_ERASED = permission("people.see_erased", Role.VISITOR, words="Anybody may read what an erasure has done.")
LOG_OUT = permission("people.log_out", Role.VISITOR, in_person=True, words="Anybody may end the own session.")
MANAGE_OWN_TOKENS = permission(
    "people.manage_own_tokens", Role.PARTICIPANT, words="Everybody with an account may make and revoke own tokens."
)
PROVE_AGAIN = permission(
    "people.prove_again", Role.PARTICIPANT, words="Everybody who is logged in may prove once more who they are."
)
SEE_OWN_ACCOUNT = permission(
    "people.see_own_account", Role.PARTICIPANT, words="Everybody with an account may look at their own account."
)
CHANGE_OWN_ACCOUNT = permission(
    "people.change_own_account", Role.PARTICIPANT, words="Everybody with an account may change how they log in."
)
RESET_LOST_FACTOR = permission(
    "people.reset_lost_factor",
    Role.OFFICER,
    Role.LEAD,
    Role.OPERATOR,
    in_person=True,
    words="Two people of an office, or operators, may together take off a second factor that its owner has lost.",
)
SEE_ROLES = permission(
    "people.see_roles",
    Role.OFFICER,
    Role.LEAD,
    words="Officers and leads see who holds a role in their office and in its institutions, and may download the list.",
)
GIVE_ROLES = permission(
    "people.give_roles",
    Role.OFFICER,
    Role.LEAD,
    in_person=True,
    words="Leads give the roles of officers, and leads and officers those of focal points, within the own office.",
)
INVITE = permission(
    "people.invite",
    Role.OFFICER,
    Role.LEAD,
    in_person=True,
    words="Officers and leads invite people to the roles that they may give.",
)
SEE_ACCESS = permission(
    "people.see_access",
    Role.FOCAL_POINT,
    Role.OFFICER,
    Role.LEAD,
    words="Whoever works for an institution sees who can see and do what there, and why.",
)
NAME_DEPUTY = permission(
    "people.name_deputy",
    Role.FOCAL_POINT,
    Role.OFFICER,
    Role.LEAD,
    in_person=True,
    words="Focal points, officers and leads name a deputy for days on which they are absent.",
)
HAND_OVER = permission(
    "people.hand_over", Role.LEAD, in_person=True, words="A lead may name who leads the own office from now on."
)
SEE_OWN_ACCESS = permission(
    "people.see_own_access",
    Role.PARTICIPANT,
    words="Everybody with an account sees the own roles, and may give them up.",
)
ACCEPT_INVITATION = permission(
    "people.accept_invitation",
    Role.VISITOR,
    in_person=True,
    words="Anybody with the link of an invitation may accept it.",
)

SEE_PERSON = permission(
    "people.see_person",
    Role.FOCAL_POINT,
    Role.OFFICER,
    Role.LEAD,
    in_person=True,
    words="Officers and leads see the record of people whom their office knows: who it wrote down, and who holds a "
    "role, works or took part in it or in its institutions. Focal points see the name and the function of people who "
    "work in their institution or below it, and nothing else. Each look is noted and told to the person.",
)
WRITE_PERSON = permission(
    "people.write_person",
    Role.OFFICER,
    Role.LEAD,
    in_person=True,
    words="Officers and leads write down people for their office, change the records that it keeps, and say where "
    "people work within its institutions.",
)
MERGE_PEOPLE = permission(
    "people.merge_people",
    Role.OFFICER,
    Role.LEAD,
    in_person=True,
    words="Officers and leads make two records one, when they know both, and undo it for thirty days.",
)
GIVE_ANSWERS = permission(
    "people.give_answers",
    Role.PARTICIPANT,
    in_person=True,
    words="Everybody with an account may tell something about themselves, change and delete it; nobody else sees it.",
)
