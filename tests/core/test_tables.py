"""A new database gets its tables by itself; an old one is refused with a remedy."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.db import connection

from ospolis.core.program import RefusedInput, ensure_tables
from ospolis.core.tables import bring_up_to_date, missing_steps


def test_a_first_command_makes_the_tables_of_a_new_installation(tmp_path):
    environment = {**os.environ, "OSPOLIS_DATA_DIR": str(tmp_path / "new"), "OSPOLIS_DATABASE_URL": ""}
    program = [sys.executable, "-c", "import sys; from ospolis.web.program import main; sys.exit(main())"]

    answer = subprocess.run(
        [*program, "verify-journal"], env=environment, capture_output=True, text=True, timeout=120, check=False
    )

    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == "0 entries in 0 chains hold, and 0 signed heads.\n"
    assert "Making the tables of a new database." in answer.stderr


@pytest.mark.django_db
def test_tables_of_this_version_are_let_be():
    ensure_tables()

    assert (missing_steps(), bring_up_to_date()) == (0, 0)


@pytest.mark.django_db
def test_tables_of_an_older_version_are_refused_with_what_to_run():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'people'")

    with pytest.raises(RefusedInput) as refused:
        ensure_tables()

    assert [problem.remedy for problem in refused.value.problems] == ["Run 'ospolis migrate'."]
