"""The table of limits and what the engines declare: one value each."""

from __future__ import annotations

import dataclasses

import pytest
from django.conf import settings

from ospolis.core import limits
from ospolis.core.scanbox import FILE, REPOSITORY
from ospolis.engines.components.manifests.reading import ManifestLimits
from ospolis.engines.components.sbom.reading import SbomLimits
from ospolis.engines.gitrepo.limits import Limits as GitLimits
from ospolis.engines.untrusted.refusal import TextLimits


@pytest.mark.parametrize(
    ("declared", "row"),
    [
        (TextLimits(bytes=limits.JSON.bytes), limits.JSON),
        (SbomLimits(), limits.SBOM),
        (ManifestLimits().text, limits.LOCK_FILE),
        (GitLimits(), limits.REPOSITORY),
    ],
)
def test_an_engine_declares_the_values_of_the_table(declared: object, row: object) -> None:
    names = {field.name for field in dataclasses.fields(declared)} & {field.name for field in dataclasses.fields(row)}  # type: ignore[arg-type]

    assert len(names) >= 3
    assert {name: getattr(declared, name) for name in names} == {name: getattr(row, name) for name in names}


def test_the_framework_is_held_to_the_same_limits() -> None:
    assert (
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        settings.DATA_UPLOAD_MAX_NUMBER_FILES,
    ) == (limits.REQUEST_BYTES, limits.REQUEST_FIELDS, limits.REQUEST_FILES)


def test_the_box_gives_a_repository_the_time_of_the_table() -> None:
    assert limits.REPOSITORY.wall_seconds == REPOSITORY.wall_seconds
    assert (REPOSITORY.answer_bytes, FILE.answer_bytes, FILE.line_bytes) == (64_000_000, 5_000_000, 1_000_000)
