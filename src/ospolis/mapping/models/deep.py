"""Texts that our detector does not name, and what a second scanner says of them. The texts themselves are not kept:
they stand in the repositories, often with the names of people."""

from __future__ import annotations

from django.db import models

from ospolis.mapping.models.repositories import Repository


class UnreadWindow(models.Model):
    """A text of a repository that our detector does not name, and the first place where it stands."""

    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, related_name="unread_windows")
    position = models.PositiveIntegerField()
    window = models.CharField(max_length=64)
    blob = models.CharField(max_length=64)
    path_class = models.CharField(max_length=32)
    path = models.CharField(max_length=4096)
    line_start = models.PositiveIntegerField(default=0)
    line_end = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["repository", "position"]
        constraints = [models.UniqueConstraint(fields=["repository", "window"], name="unread_window_once")]

    def __str__(self) -> str:
        return f"{self.path}:{self.line_start}"


class SecondReading(models.Model):
    """What a second scanner said of a text, once for every repository that has it: key = (window, tool, version)."""

    window = models.CharField(max_length=64)
    tool = models.CharField(max_length=32)
    version = models.CharField(max_length=32)
    state = models.CharField(max_length=8)
    expression = models.CharField(max_length=500, blank=True)
    score = models.FloatField(default=0.0)
    rules = models.JSONField(default=list)

    class Meta:
        ordering = ["window", "tool", "version"]
        constraints = [models.UniqueConstraint(fields=["window", "tool", "version"], name="second_reading_once")]

    def __str__(self) -> str:
        return f"{self.window}: {self.expression or self.state}"
