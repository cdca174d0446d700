"""What the health of an installation says of mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from ospolis.core.access.viewer import system_viewer
from ospolis.core.doctor import HealthLine, Light
from ospolis.core.mail.selectors import mail_state
from ospolis.core.mail.server import read_password
from ospolis.core.mail.smtp import greet

_LATE = timedelta(hours=1)


def look_at_mail() -> Iterator[HealthLine]:
    """Whether the mail server answers, how long letters wait, and what was set aside."""
    yield _look_at_server()
    now = timezone.now()
    state = mail_state(system_viewer("doctor"))
    age = now - (state.oldest_due_at or now)
    value = f"{state.waiting} letters wait, the oldest for {int(age.total_seconds())} s"
    if age > _LATE:
        yield HealthLine("mail queue", Light.YELLOW, value, "Is a worker running, and does the mail server answer?")
    else:
        yield HealthLine("mail queue", Light.GREEN, value)
    if state.set_aside:
        remedy = "Read the reasons with 'ospolis mail status', mend the cause, then run 'ospolis mail retry'."
        yield HealthLine("mail set aside", Light.YELLOW, f"{state.set_aside} letters", remedy)
    if state.closed_addresses:
        value = f"{state.closed_addresses} take no letters"
        yield HealthLine("mail addresses", Light.GREEN, value, "Ask these people for another address.")


def _look_at_server() -> HealthLine:
    config = settings.OSPOLIS
    server = config.mail_server
    if server is None:
        remedy = "Set OSPOLIS_MAIL_URL, so that letters are sent."
        return HealthLine("mail server", Light.YELLOW, "none: letters are kept as files in the folder mail", remedy)
    try:
        fault = greet(server, read_password(server, config.mail_password_file))
    except OSError as problem:
        fault = f"the file with the password cannot be read: {problem.strerror}"
    if fault:
        return HealthLine(
            "mail server", Light.RED, f"{server.label}: {fault}", "Check OSPOLIS_MAIL_URL and the server."
        )
    if not server.is_guarded:
        remedy = "Letters cross the network in the open: write smtp+starttls:// or smtps:// in OSPOLIS_MAIL_URL."
        return HealthLine("mail server", Light.YELLOW, f"{server.label} answers, without encryption", remedy)
    return HealthLine("mail server", Light.GREEN, f"{server.label} answers")
