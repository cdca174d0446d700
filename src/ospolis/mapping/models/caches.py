"""What was found in a text once holds for every repository that has the same text.

The keys hold the versions of what found it, so a better reader never meets an older answer.
"""

from __future__ import annotations

from django.db import models


class BlobReading(models.Model):
    """What the engines found in one blob: key = digest of (blob id, how its path is read, versions)."""

    key = models.BinaryField(max_length=16, primary_key=True)
    reading = models.BinaryField()

    def __str__(self) -> str:
        return bytes(self.key).hex()
