"""Enumerations of the collection."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    GIT = "git", _("Git repository")
    GITHUB = "github", _("GitHub organisation")
    GITLAB = "gitlab", _("GitLab group")
    GITEA = "gitea", _("Gitea or Forgejo organisation")
    PUBLICCODE = "publiccode", _("publiccode.yml")
    CODE_JSON = "code-json", _("code.json inventory")
    COMPONENT_LIST = "sbom", _("Component list (SBOM)")
    LIST = "list", _("List of repositories and organisations")


# Kinds of sources that list repositories: forges, and files that name repositories and forges' organisations.
FORGES = frozenset({SourceKind.GITHUB, SourceKind.GITLAB, SourceKind.GITEA})
LISTERS = FORGES | {SourceKind.LIST}


class SourceRole(models.TextChoices):
    PUBLISHES = "publishes", _("publishes it")
    USES = "uses", _("uses it")


class SourceState(models.TextChoices):
    WAITING = "waiting", _("Not read yet")
    DONE = "done", _("Read")
    PARTIAL = "partial", _("Read in part")
    FAILED = "failed", _("Could not be read")


class RepositoryState(models.TextChoices):
    READ = "read", _("Read")
    PARTIAL = "partial", _("Read in part")
    EMPTY = "empty", _("Empty")
    LISTED = "listed", _("Listed by its owner, not read")


class RunState(models.TextChoices):
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    PARTIAL = "partial", _("Done in part")
    STOPPED = "stopped", _("Stopped")


class WorkState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    LEASED = "leased", _("Being worked on")
    DONE = "done", _("Done")
    PARTIAL = "partial", _("Done in part")
    FAILED = "failed", _("Failed")


class Stage(models.TextChoices):
    COLLECT = "collect", _("Fetch")
    ANALYSE = "analyse", _("Read")


class Executor(models.TextChoices):
    """What starts the workers of a run."""

    INLINE = "inline", _("one process")
    LOCAL = "local", _("processes of one machine")
    CLUSTER = "cluster", _("a cluster")


class Reach(models.TextChoices):
    """Which sources a worker can get at: a folder of the operator lies on one machine, a network on all."""

    ALL = "all", _("all sources")
    NETWORK = "network", _("sources with a network address")
    HERE = "here", _("sources in folders of this machine")


class ComponentScope(models.TextChoices):
    RUNTIME = "runtime", _("Run time")
    DEVELOPMENT = "development", _("Development")
    TEST = "test", _("Test")
    BUILD = "build", _("Build")
    OPTIONAL = "optional", _("Optional")
    UNKNOWN = "unknown", _("Not stated")


class ListingState(models.TextChoices):
    """How far the list of a forge was read."""

    OPEN = "open", _("Not read to its end")
    ASKING = "asking", _("Asking for what vanished")
    WHOLE = "whole", _("Read to its end")


class PresenceState(models.TextChoices):
    """What became of a repository that a forge listed."""

    LISTED = "listed", _("Listed")
    MISSED = "missed", _("No longer listed, not asked yet")
    TRANSFERRED = "transferred", _("Handed to another owner")
    PRIVATE = "private", _("No longer public")
    DELETED = "deleted", _("Deleted")
    UNLISTED = "unlisted", _("Taken off the list")


class ChangeKind(models.TextChoices):
    NEW_REPOSITORY = "new-repository", _("New repository")
    GONE_REPOSITORY = "gone-repository", _("Repository gone")
    LICENCE = "licence", _("Other licence")
    PRACTICE_WON = "practice-won", _("Practice won")
    PRACTICE_LOST = "practice-lost", _("Practice lost")
    NEW_PACKAGES = "new-packages", _("Packages not used before")
    CRITICAL_PACKAGE = "critical-package", _("Package became critical")
