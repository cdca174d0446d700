"""The ledger: facts are appended, never changed; a newer fact supersedes an older one."""

from __future__ import annotations

from django.db import models

from ospolis.evidence.choices import Provenance, SubjectKind, Visibility


class Fact(models.Model):
    """One thing that is true of one subject, with everything needed to check it.

    `part` tells facts of one measure and subject apart where there are several (a language, a check, a licence).
    """

    realm = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    subject_key = models.CharField(max_length=200)
    measure = models.CharField(max_length=64)
    part = models.CharField(max_length=200, blank=True)
    institution_key = models.CharField(max_length=64, blank=True)

    number = models.FloatField(null=True)
    text = models.CharField(max_length=500, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    unit = models.CharField(max_length=32, blank=True)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)

    provenance = models.CharField(max_length=12, choices=Provenance.choices)
    source_key = models.CharField(max_length=200, blank=True)
    repository = models.CharField(max_length=2048, blank=True)
    commit = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=4096, blank=True)
    line_start = models.PositiveIntegerField(null=True)
    line_end = models.PositiveIntegerField(null=True)
    record = models.CharField(max_length=500, blank=True)
    method = models.CharField(max_length=64)
    method_version = models.CharField(max_length=32)
    reliability = models.FloatField(default=1.0)
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC)

    digest = models.CharField(max_length=32)
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    superseded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="supersedes")
    ended_at = models.DateTimeField(null=True)
    # The journal entry of the office that tells of the end, where nothing took the place: clocks of several machines
    # differ, entries are counted one after another.
    ended_entry = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key", "measure", "part"], name="fact_of_subject"),
            # What figures list: the facts that hold, by what they say; and those that ended since a figure.
            models.Index(
                fields=["realm", "measure", "part", "text", "id"],
                condition=models.Q(ended_at__isnull=True),
                name="fact_that_holds",
            ),
            models.Index(
                fields=["institution_key", "measure", "part", "text", "id"],
                condition=models.Q(ended_at__isnull=True),
                name="fact_that_holds_apart",
            ),
            models.Index(fields=["realm", "measure", "ended_at"], name="fact_that_ended"),
            models.Index(
                fields=["realm", "measure", "ended_entry"],
                condition=models.Q(ended_entry__isnull=False),
                name="fact_without_successor",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reliability__gte=0.0, reliability__lte=1.0), name="fact_reliability_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.subject_kind} {self.subject_key}"


class CurrentValue(models.Model):
    """The fact that holds now for each subject, measure and part: what pages read instead of the whole ledger."""

    realm = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    subject_key = models.CharField(max_length=200)
    measure = models.CharField(max_length=64)
    part = models.CharField(max_length=200, blank=True)
    institution_key = models.CharField(max_length=64, blank=True)
    fact = models.OneToOneField(Fact, on_delete=models.PROTECT, related_name="current")
    number = models.FloatField(null=True)
    text = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=32)
    visibility = models.CharField(max_length=8, choices=Visibility.choices)

    class Meta:
        ordering = ["subject_kind", "subject_key", "measure", "part", "id"]
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_key", "measure", "part"], name="one_current_value")
        ]
        indexes = [models.Index(fields=["realm", "measure", "institution_key", "text"], name="current_of_measure")]

    def __str__(self) -> str:
        return f"{self.measure} of {self.subject_kind} {self.subject_key}"


class Figure(models.Model):
    """A number worked out from facts, as it stood at one moment; `/why/<key>/` walks back to the facts.

    The facts are those of `selection` that held at `computed_at`; `facts_digest` proves that they are still the same.
    `states` counts them by what they say, so that a page need not: [measure, state, public facts, other facts].
    """

    key = models.CharField(max_length=200)
    realm = models.CharField(max_length=64)
    definition = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    subject_key = models.CharField(max_length=200)
    value = models.FloatField(null=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    unknown = models.PositiveIntegerField(default=0)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    selection = models.JSONField(default=dict)
    facts_count = models.PositiveIntegerField(default=0)
    facts_digest = models.CharField(max_length=32, blank=True)
    states = models.JSONField(default=list, blank=True)
    run_key = models.CharField(max_length=64, blank=True)
    computed_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["-computed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(is_current=True), name="one_current_figure")
        ]
        indexes = [models.Index(fields=["realm", "definition", "is_current"], name="figure_of_definition")]

    def __str__(self) -> str:
        return self.key
