"""What must be ready before a site can be served: translations, static files, database, sample country."""

from __future__ import annotations

import os
from pathlib import Path

from tasks.calling import StepFailed, announce_step, require_success, run_program
from tasks.places import PROGRAM, PYTHON, REQUIREMENTS, SETTINGS, SOURCE, find_data_folder
from tasks.stamps import digest_inputs, is_done, mark_done

STATIC_SUFFIXES = {".css", ".js", ".svg", ".png", ".ico", ".woff2", ".webp", ".json"}


def call_django(*words: str, to: str, extra: dict[str, str] | None = None) -> None:
    """Run one management command of Django with our settings."""
    variables = {"DJANGO_SETTINGS_MODULE": SETTINGS, **(extra or {})}
    require_success([PYTHON, "-W", "ignore::ResourceWarning", "-m", "django", *words], to=to, extra=variables)


def compile_translations() -> None:
    """Compile each .po by Babel where it is newer than its .mo: a fresh machine has no gettext."""
    for source in sorted(SOURCE.rglob("*.po")):
        compiled = source.with_suffix(".mo")
        digest = digest_inputs([source])
        name = "translation-" + "-".join(source.relative_to(SOURCE).with_suffix("").parts)
        if compiled.exists() and is_done(name, digest):
            continue
        words = [PYTHON, "-m", "babel.messages.frontend", "compile", "-i", source, "-o", compiled]
        require_success(words, to=f"compile {source.name}")
        mark_done(name, digest)


def collect_static(data: Path) -> None:
    """Gather, hash and compress the static files; a server that starts before this answers 500."""
    inputs = [path for path in SOURCE.rglob("*") if path.suffix in STATIC_SUFFIXES and "migrations" not in path.parts]
    digest = digest_inputs([*inputs, SOURCE / "web" / "settings.py", REQUIREMENTS / "run.txt"])
    stamps = data / "stamps"
    if is_done("static", digest, folder=stamps) and (data / "static" / "staticfiles.json").exists():
        return
    with announce_step("static files"):
        extra = {"OSPOLIS_DATA_DIR": str(data)}
        call_django("collectstatic", "--noinput", "--clear", "-v", "0", to="collect the static files", extra=extra)
    mark_done("static", digest, folder=stamps)


def migrate_database(data: Path) -> None:
    """Bring the database to the newest form; the embedded one only when a migration or the file is new."""
    file = data / "ospolis.sqlite3"
    embedded = not os.environ.get("OSPOLIS_DATABASE_URL")
    stamps = data / "stamps"

    def digest_state() -> str:
        identity = str(file.stat().st_ino) if file.exists() else "none"
        return digest_inputs(
            [*SOURCE.rglob("migrations/*.py"), REQUIREMENTS / "run.txt", SOURCE / "web" / "settings.py"],
            identity,
        )

    if embedded and file.exists() and is_done("migrations", digest_state(), folder=stamps):
        return
    with announce_step("database"):
        call_django("migrate", "--noinput", "-v", "0", to="migrate the database")
    if embedded:
        mark_done("migrations", digest_state(), folder=stamps)


def load_sample() -> None:
    """Load and map the sample countries; the command is quick when nothing has changed."""
    code = run_program([PROGRAM, "sample", "examples"], extra={"OSPOLIS_SAMPLE": "1"})
    # 3 is "done in part": the sample holds sources that fail on purpose, each listed with its remedy.
    if code not in {0, 3}:
        raise StepFailed(f"the sample country was not loaded (exit code {code}); the lines above say why")


def prepare_site() -> None:
    """Do all of it, in the order in which each needs the one before."""
    data = find_data_folder()
    data.mkdir(parents=True, exist_ok=True)
    compile_translations()
    migrate_database(data)
    collect_static(data)
    load_sample()
