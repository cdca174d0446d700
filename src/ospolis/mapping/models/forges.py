"""What is known of forges: how often they may be asked, what their lists held, and which repositories stood in them."""

from __future__ import annotations

from django.db import models

from ospolis.mapping.choices import ListingState, PresenceState, SourceKind
from ospolis.mapping.models.repositories import Repository
from ospolis.mapping.models.sources import Source


class ForgeHost(models.Model):
    """One forge, by its origin: the calls that it still answers to this installation, and the sealed token."""

    origin = models.CharField(max_length=300, unique=True)
    token = models.TextField(blank=True)
    token_at = models.DateTimeField(null=True)
    limit = models.PositiveIntegerField(null=True)
    remaining = models.PositiveIntegerField(null=True)
    reset_at = models.DateTimeField(null=True)
    wait_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    calls = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["origin"]

    def __str__(self) -> str:
        return self.origin


class ForgeListing(models.Model):
    """How far the list of one source was read. `number` counts readings: a repository with an older one vanished."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="listing")
    host = models.ForeignKey(ForgeHost, on_delete=models.PROTECT, related_name="listings")
    shape = models.CharField(max_length=16, blank=True)
    number = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=ListingState.choices, default=ListingState.OPEN)
    next_url = models.CharField(max_length=2048, blank=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0)
    pages_unchanged = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    # Why entries of the list are no sources: reason -> number.
    left_out = models.JSONField(default=dict)

    class Meta:
        ordering = ["source"]

    def __str__(self) -> str:
        return f"list {self.number} of source {self.source_id}"


class ForgePage(models.Model):
    """One page as it was last read, so that the forge can answer "nothing changed" to the question for it."""

    listing = models.ForeignKey(ForgeListing, on_delete=models.CASCADE, related_name="page_rows")
    url = models.CharField(max_length=2048)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    next_url = models.CharField(max_length=2048, blank=True)
    entries = models.PositiveIntegerField(default=0)
    forge_ids = models.JSONField(default=list)
    left_out = models.JSONField(default=dict)
    # Entries of a list that cannot be used, as far as they are shown: reason, place in the list, text.
    examples = models.JSONField(default=list)
    # The reading that met the page last: pages of a longer list are forgotten when it has become shorter.
    number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["listing", "id"]
        constraints = [models.UniqueConstraint(fields=["listing", "url"], name="forge_page_once")]

    def __str__(self) -> str:
        return self.url


class ForgeRepository(models.Model):
    """One repository as its forge lists it, known by the number that the forge gave it: names and addresses change.

    An entry of a list that is no forge's is known by its address, and may be an organisation of a forge: its `kind` is
    that of the source that reads it.
    """

    listing = models.ForeignKey(ForgeListing, on_delete=models.CASCADE, related_name="repositories")
    host = models.ForeignKey(ForgeHost, on_delete=models.PROTECT, related_name="+")
    forge_id = models.CharField(max_length=32)
    kind = models.CharField(max_length=12, choices=SourceKind.choices, default=SourceKind.GIT)
    path = models.CharField(max_length=500)
    # Where git reads it, as the forge writes it, and in the normal form of aliases.
    url = models.CharField(max_length=2048)
    address = models.CharField(max_length=2048)
    presence = models.CharField(max_length=12, choices=PresenceState.choices, default=PresenceState.LISTED)
    moved_to = models.CharField(max_length=2048, blank=True)
    branch = models.CharField(max_length=255, blank=True)
    changed_at = models.DateTimeField(null=True)
    description = models.CharField(max_length=500, blank=True)
    stars = models.PositiveIntegerField(null=True)
    topics = models.JSONField(default=list)
    licence = models.CharField(max_length=100, blank=True)
    is_archived = models.BooleanField(default=False)
    is_fork = models.BooleanField(default=False)
    parent = models.CharField(max_length=2048, blank=True)
    # When a fork was last asked for by its own address, because its list does not name its parent, and what marks the
    # answer.
    parent_asked_at = models.DateTimeField(null=True)
    parent_etag = models.CharField(max_length=300, blank=True)
    number = models.PositiveIntegerField(default=0)
    first_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    # The source that reads it: one of its own, or one that was declared or listed before under the same address.
    reader = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, related_name="listed_as")
    repository = models.ForeignKey(Repository, on_delete=models.SET_NULL, null=True, related_name="listed_as")
    # Whether the ledger says what stands here.
    is_told = models.BooleanField(default=False)

    class Meta:
        ordering = ["path", "id"]
        constraints = [models.UniqueConstraint(fields=["listing", "forge_id"], name="forge_repository_once")]
        indexes = [
            models.Index(fields=["host", "forge_id"], name="forge_repository_of_host"),
            models.Index(fields=["listing", "number"], name="forge_repository_of_number"),
            models.Index(fields=["listing", "presence", "path", "id"], name="forge_repository_by_path"),
            models.Index(fields=["address"], name="forge_repository_by_address"),
        ]

    def __str__(self) -> str:
        return self.path
