"""What this site does with data of people, worked out from the code that does it: `/privacy/`."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.privacy.register import Held, personal_tables
from ospolis.offices.models import Office

_MINUTE, _DAY = 60, 86_400


@dataclass(frozen=True, slots=True)
class Purpose:
    """One table of the register in words."""

    title: str
    purpose: str
    retention: str
    basis: str


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie: its name as a browser shows it, what it is for, how long it stays."""

    name: str
    purpose: str
    stays: str


@dataclass(frozen=True, slots=True)
class Privacy:
    """Everything on the page. Without an office yet, the operator answers for the site."""

    host: str
    office: str
    purposes: tuple[Purpose, ...]
    cookies: tuple[Cookie, ...]
    sends_mail: bool
    mail_from: str


def describe_privacy(office: Office | None) -> Privacy:
    """Who answers, what is kept, and which cookies there are.

    Cost     none: the office was read before
    """
    config = settings.OSPOLIS
    return Privacy(
        host=office.host.name if office else "",
        office=office.name if office else "",
        purposes=tuple(_purpose(held) for held in personal_tables() if held.personal.fields),
        cookies=_cookies(),
        sends_mail=config.mail_server is not None,
        mail_from=config.mail_from,
    )


def _purpose(held: Held) -> Purpose:
    personal = held.personal
    return Purpose(str(personal.title), str(personal.purpose), str(personal.retention), personal.basis.words)


def _cookies() -> tuple[Cookie, ...]:
    """The cookies of the settings: none of them follows anybody."""
    return (
        Cookie(
            settings.SESSION_COOKIE_NAME,
            _("Knows from one page to the next that you have logged in. Without a log-in there is none."),
            _stay(settings.SESSION_COOKIE_AGE),
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Keeps other sites from sending forms in your name."),
            _stay(settings.CSRF_COOKIE_AGE),
        ),
        Cookie(settings.LANGUAGE_COOKIE_NAME, _("Keeps the language that you chose."), _stay(365 * _DAY)),
    )


def _stay(seconds: int) -> str:
    if seconds < _DAY:
        minutes = seconds // _MINUTE
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    days = seconds // _DAY
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
