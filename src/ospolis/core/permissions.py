"""Who may ask `core` itself for something."""

from __future__ import annotations

from ospolis.core.access.policy import permission
from ospolis.core.access.viewer import Role

ASK_HEALTH = permission("core.ask_health", Role.VISITOR, words="Anybody may ask whether the site lives and is ready.")
SEE_COMPONENTS = permission("core.see_components", Role.VISITOR, words="Anybody may look at the page components.")
STOP_LETTERS = permission(
    "core.stop_letters", Role.VISITOR, words="Whoever has a letter may stop letters of its kind by the link in it."
)
GET_FILE = permission(
    "core.get_file",
    Role.VISITOR,
    words="Anybody may ask for a file by its address; it is handed out to officers and leads of the office that it was"
    " given to, and to those whom its purpose lets in.",
)
