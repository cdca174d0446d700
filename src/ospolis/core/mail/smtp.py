"""Hand one message to the mail server, with time-outs and verified certificates, and say in words what came of it."""

from __future__ import annotations

import enum
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ospolis.core.mail.messages import Envelope
from ospolis.core.mail.server import MailServer, Wire
from ospolis.core.mail.statuses import closes_address, find_status

_LONGEST_REASON = 300


class Answer(enum.StrEnum):
    """What came of handing a message over.

    `later` is this letter's own delay; `unreachable` is the server's, which holds for every letter.
    """

    TAKEN = "taken"
    LATER = "later"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    BAD_ADDRESS = "bad_address"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, with its reason in words and the status of the server where it gave one."""

    answer: Answer
    reason: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server may take for one step, and for the whole talk.

    Units    seconds; the whole lies far below the time for which a worker holds a letter, so that no second worker
             ever sends it meanwhile
    """

    step: float = 20.0
    whole: float = 120.0


def hand_over(envelope: Envelope, server: MailServer, password: str, patience: Patience = Patience()) -> Outcome:
    """Give a message to the mail server; every fault of the network or the server becomes an outcome.

    Raises   nothing of the network's own
    """
    try:
        with _talk(server, password, patience) as smtp:
            return _deliver(smtp, envelope)
    except (smtplib.SMTPException, OSError, ValueError) as problem:
        return Outcome(Answer.UNREACHABLE, _describe(problem))


def greet(server: MailServer, password: str, patience: Patience = Patience(step=5.0, whole=15.0)) -> str:
    """Talk with the mail server as far as the log-in; return what is wrong, or nothing.

    Raises   nothing of the network's own
    """
    try:
        with _talk(server, password, patience) as smtp:
            smtp.noop()
    except (smtplib.SMTPException, OSError, ValueError) as problem:
        return _describe(problem)
    return ""


@contextmanager
def _talk(server: MailServer, password: str, patience: Patience) -> Iterator[smtplib.SMTP]:
    """A guarded connection that ends in time whatever the server does: it may also answer one sign at a time."""
    context = ssl.create_default_context()
    began = time.monotonic()
    if server.wire is Wire.TLS:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=patience.step, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=patience.step)
    left = max(0.0, patience.whole - (time.monotonic() - began))
    watch = threading.Timer(left, _break_off, (smtp,))
    watch.daemon = True
    watch.start()
    try:
        if server.wire is Wire.STARTTLS:
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, password)
        yield smtp
    finally:
        watch.cancel()
        smtp.close()


def _break_off(smtp: smtplib.SMTP) -> None:
    if smtp.sock is not None:
        smtp.sock.shutdown(socket.SHUT_RDWR)


def _deliver(smtp: smtplib.SMTP, envelope: Envelope) -> Outcome:
    """The three steps of one letter, each refusal told apart: is it the server's, the address's, the text's?"""
    code, words = smtp.mail(envelope.sender)
    if code != 250:
        return Outcome(Answer.UNREACHABLE, f"the mail server does not take the sender: {code} {_words(words)}")
    code, words = smtp.rcpt(envelope.recipient)
    if code not in {250, 251}:
        return judge_recipient(code, _words(words))
    code, words = smtp.data(envelope.as_bytes())
    if code == 250:
        return Outcome(Answer.TAKEN)
    told = f"the mail server does not take the text: {code} {_words(words)}"
    return Outcome(Answer.REFUSED if code >= 500 else Answer.LATER, told, find_status(_words(words)))


def judge_recipient(code: int, words: str) -> Outcome:
    """Say what a refused recipient means: a delay, a letter that is not wanted, or an address that takes none."""
    status = find_status(words)
    told = f"the mail server does not take the recipient: {code} {words}"
    if code < 500:
        return Outcome(Answer.LATER, told, status)
    return Outcome(Answer.BAD_ADDRESS if closes_address(status) else Answer.REFUSED, told, status or str(code))


def _describe(problem: Exception) -> str:
    """What went wrong in the talk, in words that hold no address and no password."""
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return f"the mail server does not offer what is asked for: {_clean(problem)}"
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"the mail server answered {problem.smtp_code}: {_words(problem.smtp_error)}"
    return f"no talk with the mail server: {type(problem).__name__}: {_clean(problem)}"


def _words(answer: bytes | str) -> str:
    """The words of a server, short, without control characters and without any address of mail in them."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return _clean(text)


def _clean(text: object) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in str(text))
    return re.sub(r"\S+@\S+", "(address)", " ".join(printable.split()))[:_LONGEST_REASON]
