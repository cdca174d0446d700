"""Who may see the pages of the roof."""

from __future__ import annotations

from ospolis.core.access import Role, permission

SEE_HOME = permission("web.see_home", Role.VISITOR, words="Anybody may see the home page and what this site is.")
SEE_OWN_INSTITUTION = permission(
    "web.see_own_institution",
    Role.FOCAL_POINT,
    words="Focal points see what waits for them, and where their own institution stands.",
)
SEARCH = permission("web.search", Role.VISITOR, words="Anybody may search what is public.")
CHOOSE_LANGUAGE = permission("web.choose_language", Role.VISITOR, words="Anybody may choose a language.")
READ_NOTICES = permission(
    "web.read_notices", Role.VISITOR, words="Anybody may read whom to tell about a weakness, and what robots may visit."
)
SEE_JOURNAL = permission(
    "web.see_journal",
    Role.OFFICER,
    Role.LEAD,
    Role.PROGRAMME,
    Role.OPERATOR,
    words="Officers and leads may read the journal of their office, the programme those of offices without what is"
    " about persons, operators that of the installation and what is about safety.",
)
