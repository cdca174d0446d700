"""Which manifest or lock file a path is, by its name alone."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class ManifestKind(StrEnum):
    """The files that are understood; the value is stable, for it stands in cache keys."""

    NPM_PACKAGE = "npm-package"
    NPM_LOCK = "npm-lock"
    YARN_LOCK = "yarn-lock"
    PNPM_LOCK = "pnpm-lock"
    PNPM_WORKSPACE = "pnpm-workspace"
    PYPROJECT = "pyproject"
    REQUIREMENTS = "requirements"
    PIPFILE = "pipfile"
    PIPFILE_LOCK = "pipfile-lock"
    POETRY_LOCK = "poetry-lock"
    UV_LOCK = "uv-lock"
    PDM_LOCK = "pdm-lock"
    SETUP_CFG = "setup-cfg"
    SETUP_PY = "setup-py"
    MAVEN_POM = "maven-pom"
    GRADLE_BUILD = "gradle-build"
    GRADLE_LOCK = "gradle-lock"
    GRADLE_CATALOGUE = "gradle-catalogue"
    GRADLE_PROPERTIES = "gradle-properties"
    GO_MOD = "go-mod"
    GO_SUM = "go-sum"
    GO_VENDOR = "go-vendor"
    COMPOSER_JSON = "composer-json"
    COMPOSER_LOCK = "composer-lock"
    GEMFILE = "gemfile"
    GEMFILE_LOCK = "gemfile-lock"
    GEMSPEC = "gemspec"
    CARGO_TOML = "cargo-toml"
    CARGO_LOCK = "cargo-lock"
    NUGET_CONFIG = "nuget-config"
    NUGET_PROJECT = "nuget-project"
    NUGET_CENTRAL = "nuget-central"
    NUGET_LOCK = "nuget-lock"
    NUGET_ASSETS = "nuget-assets"
    SWIFT_RESOLVED = "swift-resolved"
    PUBSPEC = "pubspec"
    PUBSPEC_LOCK = "pubspec-lock"
    MIX_LOCK = "mix-lock"
    DOCKERFILE = "dockerfile"
    WORKFLOW = "workflow"
    HELM_CHART = "helm-chart"


_BY_NAME: Final = {
    "package.json": ManifestKind.NPM_PACKAGE,
    "package-lock.json": ManifestKind.NPM_LOCK,
    "npm-shrinkwrap.json": ManifestKind.NPM_LOCK,
    "yarn.lock": ManifestKind.YARN_LOCK,
    "pnpm-lock.yaml": ManifestKind.PNPM_LOCK,
    "pnpm-workspace.yaml": ManifestKind.PNPM_WORKSPACE,
    "pyproject.toml": ManifestKind.PYPROJECT,
    "Pipfile": ManifestKind.PIPFILE,
    "Pipfile.lock": ManifestKind.PIPFILE_LOCK,
    "poetry.lock": ManifestKind.POETRY_LOCK,
    "uv.lock": ManifestKind.UV_LOCK,
    "pdm.lock": ManifestKind.PDM_LOCK,
    "setup.cfg": ManifestKind.SETUP_CFG,
    "setup.py": ManifestKind.SETUP_PY,
    "pom.xml": ManifestKind.MAVEN_POM,
    "gradle.lockfile": ManifestKind.GRADLE_LOCK,
    "gradle.properties": ManifestKind.GRADLE_PROPERTIES,
    "go.mod": ManifestKind.GO_MOD,
    "go.sum": ManifestKind.GO_SUM,
    "composer.json": ManifestKind.COMPOSER_JSON,
    "composer.lock": ManifestKind.COMPOSER_LOCK,
    "Gemfile": ManifestKind.GEMFILE,
    "gems.rb": ManifestKind.GEMFILE,
    "Gemfile.lock": ManifestKind.GEMFILE_LOCK,
    "gems.locked": ManifestKind.GEMFILE_LOCK,
    "Cargo.toml": ManifestKind.CARGO_TOML,
    "Cargo.lock": ManifestKind.CARGO_LOCK,
    "packages.config": ManifestKind.NUGET_CONFIG,
    "Directory.Packages.props": ManifestKind.NUGET_CENTRAL,
    "Directory.Build.props": ManifestKind.NUGET_PROJECT,
    "packages.lock.json": ManifestKind.NUGET_LOCK,
    "project.assets.json": ManifestKind.NUGET_ASSETS,
    "Package.resolved": ManifestKind.SWIFT_RESOLVED,
    "pubspec.yaml": ManifestKind.PUBSPEC,
    "pubspec.lock": ManifestKind.PUBSPEC_LOCK,
    "mix.lock": ManifestKind.MIX_LOCK,
    "Chart.yaml": ManifestKind.HELM_CHART,
    "Dockerfile": ManifestKind.DOCKERFILE,
    "Containerfile": ManifestKind.DOCKERFILE,
}
_BY_ENDING: Final = (
    ((".gradle", ".gradle.kts"), ManifestKind.GRADLE_BUILD),
    ((".versions.toml",), ManifestKind.GRADLE_CATALOGUE),
    ((".gemspec",), ManifestKind.GEMSPEC),
    ((".csproj", ".fsproj", ".vbproj"), ManifestKind.NUGET_PROJECT),
)
_ENDINGS: Final = tuple(ending for endings, _ in _BY_ENDING for ending in endings)
_REQUIREMENTS: Final = re.compile(r"(?i)(?:.*[._-])?(?:requirements?|constraints?)(?:[._-].*)?\.(?:txt|in)")
_DOCKERFILE: Final = re.compile(r"(?:Dockerfile|Containerfile)\.[\w.-]+|[\w.-]+\.(?:[Dd]ockerfile|Containerfile)")
_ALIKE: Final = ("ockerfile", "ontainerfile")


def recognise(path: str) -> ManifestKind | None:
    """Say which manifest or lock file lies at a path of a repository.

    Shapes   path: relative, with forward slashes
    Returns  the kind, or None for every other file; no file is opened
    """
    folder, _, name = path.rpartition("/")
    kind = _BY_NAME.get(name)
    if kind is not None:
        return kind
    if name.endswith((".txt", ".in")):
        return _recognise_text(folder, name)
    if name.endswith((".yml", ".yaml")):
        return _recognise_yaml(folder, name)
    if name.endswith(_ENDINGS):
        return next(kind for endings, kind in _BY_ENDING if name.endswith(endings))
    if any(part in name for part in _ALIKE) and _DOCKERFILE.fullmatch(name):
        return ManifestKind.DOCKERFILE
    return None


def _recognise_text(folder: str, name: str) -> ManifestKind | None:
    if name == "modules.txt":
        return ManifestKind.GO_VENDOR if folder.rpartition("/")[2] == "vendor" else None
    if _REQUIREMENTS.fullmatch(name) or folder.rpartition("/")[2] == "requirements":
        return ManifestKind.REQUIREMENTS
    return None


def _recognise_yaml(folder: str, name: str) -> ManifestKind | None:
    if folder == ".github/workflows" or folder.endswith("/.github/workflows"):
        return ManifestKind.WORKFLOW
    if name in ("action.yml", "action.yaml"):
        return ManifestKind.WORKFLOW
    return None
