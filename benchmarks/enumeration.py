"""Whether times tell that an account exists: milliseconds of known and unknown addresses. Prints, asserts nothing.

    .venv/bin/python benchmarks/enumeration.py [PAIRS]

The promise: medians less than 5 ms apart, at the log-in and where a new password is asked for. Known and unknown
addresses take turns, so that whatever else the machine does weighs on both. The hash costs nothing here; that it runs
once in both cases is tested in tests/people/test_logging_in.py.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = tempfile.TemporaryDirectory()
os.environ |= {"OSPOLIS_DATA_DIR": FOLDER.name, "DJANGO_SETTINGS_MODULE": "ospolis.web.settings"}
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import django  # noqa: E402  # settings read the folder above

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from factories.cast import PASSWORD  # noqa: E402
from factories.places import OPERATOR, declare_places  # noqa: E402
from ospolis.people.services import open_account  # noqa: E402

PAIRS = 500
QUICK = "django.contrib.auth.hashers.MD5PasswordHasher"
WARM_UP = 5


def measure(url: str, pairs: int) -> None:
    """Ask in turn for addresses that have an account and for others, each from a network of its own."""
    spent: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(WARM_UP + pairs):
        for turn, (kind, taken) in enumerate(sorted(spent.items(), reverse=bool(number % 2))):
            email = f"{kind}.{number}@people.example"
            client = Client(REMOTE_ADDR=f"10.{len(url)}.{turn * 100 + number // 250}.{number % 250 + 1}")
            began = time.perf_counter()
            client.post(url, {"email": email, "password": "wrong-and-long-1"})
            taken.append(1000 * (time.perf_counter() - began))
    known, unknown = (statistics.median(taken[WARM_UP:]) for taken in spent.values())
    print(f"{url:<24}{known:>10.2f}{unknown:>10.2f}{abs(known - unknown):>12.2f}")


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    warnings.simplefilter("ignore")
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    declare_places()
    with override_settings(PASSWORD_HASHERS=[QUICK]):
        for number in range(WARM_UP + pairs):
            email = f"known.{number}@people.example"
            open_account(name=email, email=email, password=PASSWORD, actor=OPERATOR, at=timezone.now())
        print(f"{'address, ms in the median':<24}{'known':>9}{'unknown':>10}{'difference':>12}")
        for url in ("/log-in/", "/log-in/forgotten/"):
            measure(url, pairs)


if __name__ == "__main__":
    main()
