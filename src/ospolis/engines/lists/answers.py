"""What a server's answer to the question for a list means before the list is read."""

from __future__ import annotations

from datetime import datetime

from ospolis.engines.forges.answers import Answer, is_limited
from ospolis.engines.forges.budget import USUAL_WAIT, read_budget
from ospolis.engines.lists.refusal import ListRefused

_LATER = "Run the collection again later; what is known of the list is read all the same."


def check_list_answer(answer: Answer, *, now: datetime) -> None:
    """Let an answer through that holds a list or says that nothing changed; everything else is a reason.

    Units    now: aware
    Raises   ListRefused: list-limited (with until), list-closed, list-missing, list-withheld, list-down, list-answer
    Source   RFC 9110
    """
    if answer.is_unchanged or answer.status == 200:
        return
    if is_limited(answer, now=now):
        raise list_limited(read_budget(answer.headers, now=now).wait_until or now + USUAL_WAIT)
    if answer.status in (401, 403):
        raise ListRefused(
            "list-closed",
            f"The server answered {answer.status}: it shows the list only to those who log in.",
            "Ask its owner to publish it, or put a copy into the country folder.",
        )
    if answer.is_missing:
        raise ListRefused(
            "list-missing",
            f"The server answered {answer.status}: the list is not there.",
            "Open the address in a browser; mend it in sources.csv when the list has moved.",
        )
    if answer.status == 451:
        raise ListRefused(
            "list-withheld",
            "The server withholds the list for legal reasons.",
            "Ask its owner; take the source out of sources.csv when it does not come back.",
        )
    if answer.status >= 500:
        raise ListRefused("list-down", f"The server answered {answer.status}: it has a problem of its own.", _LATER)
    raise ListRefused(
        "list-answer",
        f"The server answered {answer.status}, which is no list.",
        "Open the address in a browser, and write the one that leads to the file itself.",
    )


def list_limited(until: datetime) -> ListRefused:
    """The refusal that the server of a list was asked too often.

    Units    until: aware
    """
    return ListRefused(
        "list-limited",
        f"The server answers no more questions until {until:%Y-%m-%d %H:%M} UTC.",
        "Run the collection again after that; what is known of the list is read all the same.",
        until=until,
    )
