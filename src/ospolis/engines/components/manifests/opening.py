"""One door for all kinds: the bytes of a manifest in, a reading out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ospolis.engines.untrusted.jsontext import decode_utf8
from ospolis.engines.untrusted.refusal import Refused

from ..diagnostic import Level
from . import (
    cargo,
    composer,
    dart,
    elixir,
    golang,
    gradle,
    hints,
    maven,
    npm,
    npm_lock,
    nuget,
    pnpm,
    pyproject,
    python_locks,
    requirements,
    rubygems,
    setup_files,
    swift,
    yarn,
)
from .draft import Draft
from .kinds import ManifestKind, recognise
from .reading import ManifestLimits, ManifestReading

_DEFAULT_LIMITS: Final = ManifestLimits()
_CONFLICT: Final = re.compile(r"^(?:<{7} |>{7} )", re.MULTILINE)
_TEMPLATE: Final = re.compile(r"\{\{.*?\}\}|\{%|<%")

_READERS: Final[dict[ManifestKind, Callable[[str, bytes, Draft], None]]] = {
    ManifestKind.NPM_PACKAGE: npm.read_package_json,
    ManifestKind.NPM_LOCK: npm_lock.read_npm_lock,
    ManifestKind.YARN_LOCK: yarn.read_yarn_lock,
    ManifestKind.PNPM_LOCK: pnpm.read_pnpm_lock,
    ManifestKind.PNPM_WORKSPACE: pnpm.read_pnpm_workspace,
    ManifestKind.PYPROJECT: pyproject.read_pyproject,
    ManifestKind.REQUIREMENTS: requirements.read_requirements,
    ManifestKind.PIPFILE: pyproject.read_pipfile,
    ManifestKind.PIPFILE_LOCK: python_locks.read_pipfile_lock,
    ManifestKind.POETRY_LOCK: python_locks.read_poetry_lock,
    ManifestKind.UV_LOCK: python_locks.read_uv_lock,
    ManifestKind.PDM_LOCK: python_locks.read_poetry_lock,
    ManifestKind.SETUP_CFG: setup_files.read_setup_cfg,
    ManifestKind.SETUP_PY: setup_files.read_setup_py,
    ManifestKind.MAVEN_POM: maven.read_pom,
    ManifestKind.GRADLE_BUILD: gradle.read_gradle_build,
    ManifestKind.GRADLE_LOCK: gradle.read_gradle_lock,
    ManifestKind.GRADLE_CATALOGUE: gradle.read_gradle_catalogue,
    ManifestKind.GRADLE_PROPERTIES: gradle.read_gradle_properties,
    ManifestKind.GO_MOD: golang.read_go_mod,
    ManifestKind.GO_SUM: golang.read_go_sum,
    ManifestKind.GO_VENDOR: golang.read_go_vendor,
    ManifestKind.COMPOSER_JSON: composer.read_composer_json,
    ManifestKind.COMPOSER_LOCK: composer.read_composer_lock,
    ManifestKind.GEMFILE: rubygems.read_gemfile,
    ManifestKind.GEMFILE_LOCK: rubygems.read_gemfile_lock,
    ManifestKind.GEMSPEC: rubygems.read_gemspec,
    ManifestKind.CARGO_TOML: cargo.read_cargo_toml,
    ManifestKind.CARGO_LOCK: cargo.read_cargo_lock,
    ManifestKind.NUGET_CONFIG: nuget.read_packages_config,
    ManifestKind.NUGET_PROJECT: nuget.read_nuget_project,
    ManifestKind.NUGET_CENTRAL: nuget.read_nuget_central,
    ManifestKind.NUGET_LOCK: nuget.read_nuget_lock,
    ManifestKind.NUGET_ASSETS: nuget.read_nuget_assets,
    ManifestKind.SWIFT_RESOLVED: swift.read_package_resolved,
    ManifestKind.PUBSPEC: dart.read_pubspec,
    ManifestKind.PUBSPEC_LOCK: dart.read_pubspec_lock,
    ManifestKind.MIX_LOCK: elixir.read_mix_lock,
    ManifestKind.DOCKERFILE: hints.read_dockerfile,
    ManifestKind.WORKFLOW: hints.read_workflow,
    ManifestKind.HELM_CHART: hints.read_helm_chart,
}


def read_manifest(path: str, data: bytes, *, limits: ManifestLimits = _DEFAULT_LIMITS) -> ManifestReading:
    """Read what one manifest or lock file says; nothing in it is executed, resolved or fetched.

    Shapes   path: relative, with forward slashes; data: the bytes as they lie in the repository
    Units    limits: see ManifestLimits
    Returns  the reading; whatever is wrong with the file is a diagnostic with a remedy, never an error
    """
    kind = recognise(path)
    draft = Draft(path, kind, limits)
    if kind is None:
        message = "The name of this file is not one of a manifest or lock file that is understood."
        draft.remark("not-a-manifest", message, fix="Leave it out.", level=Level.ERROR)
        return draft.finish()
    try:
        _read(kind, data, draft)
    except Refused as refused:
        if _TEMPLATE.search(data[:1_000_000].decode("utf-8", "replace")):
            fix = "Point the map at a repository made from the template, or ignore this file."
            message = f"This file is a template that has not been filled in. {refused.message}"
            draft.remark("templated", message, fix=fix, line=refused.line)
        else:
            draft.refuse(refused)
    return draft.finish()


def _read(kind: ManifestKind, data: bytes, draft: Draft) -> None:
    text = data.decode("utf-8-sig", "replace") if kind in _XML else decode_utf8(data, limits=draft.limits.text)
    if not text.strip():
        draft.remark("empty", "The file is empty.", fix="Delete it, or fill it.", level=Level.NOTE)
        return
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        message = "The file holds the marks of a merge that was never finished, so nothing is read from it."
        fix = "Decide the conflict, remove the lines <<<<<<< and >>>>>>>, and commit."
        draft.remark("merge-conflict", message, fix=fix, level=Level.ERROR, line=line)
        return
    _READERS[kind](text.replace("\r\n", "\n"), data, draft)


# These say their encoding themselves.
_XML: Final = frozenset(
    (ManifestKind.MAVEN_POM, ManifestKind.NUGET_CONFIG, ManifestKind.NUGET_PROJECT, ManifestKind.NUGET_CENTRAL)
)
