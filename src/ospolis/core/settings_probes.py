"""What the doctor says about settings: each weak one in a line of its own, with its remedy."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from ospolis.core.config import Config, secret_files
from ospolis.core.doctor import HealthLine, Light, register_probe
from ospolis.core.journal.models import Audit, ChainHead, SignedHead
from ospolis.core.operator_key import FILE_NAME, BadKey, operator_key, public_text

_MOST_OFFSET = 2.0
_OLDEST_AUDIT_DAYS = 2
_SHORTEST_KEY = 50
_NOW = {"sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')", "postgresql": "SELECT clock_timestamp()"}


def register_settings_probes() -> None:
    """Add these probes, in the order in which they are read."""
    register_probe("settings", look_at_settings)
    register_probe("secrets", look_at_secrets)
    register_probe("clock", look_at_clock)
    register_probe("signed heads", look_at_heads, in_tables=True)


def look_at_settings() -> Iterator[HealthLine]:
    """How the site is reached, and what is on that should not be."""
    config: Config = settings.OSPOLIS
    if settings.DEBUG:
        yield HealthLine("debug", Light.RED, "on", "Set DEBUG to False: error pages show secrets to everybody.")
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield HealthLine("hosts", Light.RED, "any", "Set OSPOLIS_BASE_URL: only its host name may be answered.")
    if config.is_https:
        yield HealthLine("address", Light.GREEN, config.base_url)
    elif config.is_loopback:
        remedy = "Fine for a trial on this machine. For others set OSPOLIS_BASE_URL to an https address."
        yield HealthLine("address", Light.YELLOW, f"{config.base_url}, plain http", remedy)
    else:
        yield HealthLine("address", Light.RED, f"{config.base_url}, plain http", "Set OSPOLIS_BASE_URL to https.")
    if config.sample:
        yield HealthLine("sample", Light.YELLOW, "on, with printed log-ins", "Unset OSPOLIS_SAMPLE for real work.")
    if config.security_contact:
        yield HealthLine("security contact", Light.GREEN, "named")
    else:
        light = Light.RED if config.is_https else Light.YELLOW
        remedy = "Set OSPOLIS_SECURITY_CONTACT: whoever finds a weakness must know whom to tell."
        yield HealthLine("security contact", light, "nobody", remedy)


def look_at_secrets() -> Iterator[HealthLine]:
    """Keys that are long enough, and that nobody else on this machine can read."""
    key: str = settings.SECRET_KEY
    if len(key) < _SHORTEST_KEY or len(set(key)) < 5:
        yield HealthLine(
            "signing key", Light.RED, f"{len(key)} letters", "Leave OSPOLIS_SECRET_KEY empty: one is made."
        )
    folder: Path = settings.OSPOLIS.data_dir
    if settings.OSPOLIS.secret_key and (folder / "secret-key").exists():
        value = "in OSPOLIS_SECRET_KEY and in the data folder, where it is not read"
        remedy = f"Keep one of the two: unset OSPOLIS_SECRET_KEY, or delete {folder / 'secret-key'}."
        yield HealthLine("signing key", Light.YELLOW, value, remedy)
    own = (folder, folder / "secret-key", folder / FILE_NAME, folder / "heads", settings.JOURNAL_HEADS)
    open_ones = [path for path in (*own, *secret_files(os.environ)) if path.exists() and path.stat().st_mode & 0o077]
    for path in open_ones:
        mode = "700" if path.is_dir() else "600"
        value = f"{path} can be read by others (mode {path.stat().st_mode & 0o777:o})"
        yield HealthLine("secrets", Light.RED, value, f"Run: chmod {mode} {path}")
    if not open_ones:
        yield HealthLine("secrets", Light.GREEN, "for their owner only")


def look_at_clock() -> Iterator[HealthLine]:
    """This machine's clock against that of the database and of the file system."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW[connection.vendor])
        told = cursor.fetchone()[0]
    moment = datetime.fromisoformat(told).replace(tzinfo=UTC) if isinstance(told, str) else told
    probe = Path(settings.OSPOLIS.data_dir) / ".clock"
    probe.touch(mode=0o600)
    offsets = {"the database": moment.timestamp() - time.time(), "the disk": probe.stat().st_mtime - time.time()}
    probe.unlink(missing_ok=True)
    name, offset = max(offsets.items(), key=lambda pair: abs(pair[1]))
    if abs(offset) > _MOST_OFFSET:
        remedy = "Let both machines take the time from one server (NTP): links and codes live by the clock."
        yield HealthLine("clock", Light.RED, f"{offset:+.0f} s from {name}", remedy)
    else:
        yield HealthLine("clock", Light.GREEN, f"within {_MOST_OFFSET:g} s of database and disk")


def look_at_heads() -> Iterator[HealthLine]:
    """Whether heads of the journal are signed, by which key, and when it was examined last."""
    yield _look_at_operator_key()
    unsigned = ChainHead.objects.filter(sequence__gt=0).exclude(realm__in=SignedHead.objects.values("realm"))
    if count := unsigned.count():
        yield HealthLine("signed heads", Light.YELLOW, f"{count} journals without one", "Start a worker: ospolis work")
    else:
        yield HealthLine("signed heads", Light.GREEN, "one for each journal")
    last = Audit.objects.order_by("-at", "-id").first()
    if last is None:
        remedy = "A worker examines it each night: ospolis work"
        yield HealthLine("journal examined", Light.YELLOW, "not yet", remedy)
    elif not last.holds:
        value = f"entry {last.broken_realm}/{last.broken_sequence} {last.problem}"
        yield HealthLine("journal examined", Light.RED, value, "Keep the database as it is; compare with a backup.")
    elif (datetime.now(UTC) - last.at).days >= _OLDEST_AUDIT_DAYS:
        remedy = "It should be examined each night: look whether a worker runs."
        yield HealthLine("journal examined", Light.YELLOW, f"last on {last.at:%Y-%m-%d}", remedy)
    else:
        yield HealthLine("journal examined", Light.GREEN, f"{last.entries:,} entries hold")


def _look_at_operator_key() -> HealthLine:
    """The key that signs heads; one that is gone is told, and not made anew in silence."""
    path = Path(settings.OSPOLIS.data_dir) / FILE_NAME
    signed_by = SignedHead.objects.order_by("-id").values_list("key", flat=True).first()
    if signed_by and not path.exists():
        remedy = f"Restore {path} from where you keep a copy: without it nobody can sign as this site."
        return HealthLine("operator key", Light.RED, "missing, though it has signed heads of the journal", remedy)
    try:
        public = public_text(operator_key(settings.OSPOLIS.data_dir))
    except (BadKey, OSError) as problem:
        return HealthLine("operator key", Light.RED, f"cannot be used: {problem}", "Restore it from your copy.")
    if signed_by and signed_by != public:
        remedy = f"If nobody changed it on purpose, restore {path} from where you keep a copy."
        return HealthLine("operator key", Light.YELLOW, f"{public}, and the last head was signed by another", remedy)
    return HealthLine("operator key", Light.GREEN, public)
