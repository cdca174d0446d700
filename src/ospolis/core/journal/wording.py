"""Names for what stands in the journal as a reference: apps register how to find them, for viewers who may see them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.utils.translation import gettext as _

from ospolis.core.access.viewer import Viewer
from ospolis.core.journal.events import Event, event_of

ActorNames = Callable[[Viewer, Collection[int]], dict[int, str]]

_find_names: ActorNames = lambda viewer, accounts: {}  # noqa: E731  # replaced by `people` at start
_ACCOUNT = "account:"


def set_actor_names(find: ActorNames) -> None:
    """Tell how ids of accounts become names; the function leaves out whomever the viewer may not see by name."""
    global _find_names
    _find_names = find


def name_actors(viewer: Viewer, actors: Collection[str]) -> dict[str, str]:
    """Words for references of actors: a name, else the number of the account, else the system and what ran.

    Cost     what the registered function costs, once for all
    """
    numbers = {actor: int(actor.removeprefix(_ACCOUNT)) for actor in actors if _is_account(actor)}
    names = _find_names(viewer, sorted(set(numbers.values()))) if numbers else {}
    found = {}
    for actor in actors:
        if actor in numbers:
            number = numbers[actor]
            found[actor] = names.get(number) or _("account %(number)s") % {"number": number}
        else:
            found[actor] = _("the system (%(what)s)") % {"what": actor}
    return found


def words_of(verb: str) -> str:
    """What a verb means, in the reader's language; a verb of an app that is gone stands as it is."""
    kind: type[Event] | None = event_of(verb)
    if kind is None:
        return verb
    return str(kind.words or (kind.__doc__ or verb).splitlines()[0])


def _is_account(actor: str) -> bool:
    return actor.startswith(_ACCOUNT) and actor.removeprefix(_ACCOUNT).isdigit()
