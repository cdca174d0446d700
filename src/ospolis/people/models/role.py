"""Roles that people hold for a time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.core.access import Role
from ospolis.core.privacy import Ending, PersonalData, Rule, Whose
from ospolis.institutions.models import Institution
from ospolis.offices.models import Office
from ospolis.people.models.person import Person

ROLE_CHOICES = [
    (role.value, role.value) for role in (Role.FOCAL_POINT, Role.OFFICER, Role.LEAD, Role.PROGRAMME, Role.OPERATOR)
]


class RoleGrant(models.Model):
    """A role that a person holds in an office, for an institution, or everywhere, from a day until a day.

    A grant that deputises for another holds only while that one does, and never longer.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=12, choices=ROLE_CHOICES)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    deputises_for = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="deputies")
    # Who gave it, by the number of the account; empty when the operator's own hand did.
    granted_by = models.PositiveBigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    # Set when somebody ended the role at once: it holds no more from this moment, whatever its last day was.
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("person", "granted_by", "reason", "end_reason"),
        title=_("My roles"),
        purpose=_("To know what a person may do, and who did what in which role."),
        retention=_("Ten years after the role ended; without the name once the person is erased."),
        rules=(Rule(days=3653, since=("ended_at", "ends")),),
        whose=Whose(people=("person",)),
        erasure="ospolis.people.services.end_roles_of_erased",
        erased=Ending.RELEASE,
        acts=("granted_by",),
        mentions=("reason", "end_reason"),
    )

    class Meta:
        ordering = ["person", "role", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(role__in=["officer", "lead"], office__isnull=False, institution__isnull=True)
                    | models.Q(role="focal_point", institution__isnull=False)
                    | models.Q(role__in=["programme", "operator"], office__isnull=True, institution__isnull=True)
                ),
                name="grant_holds_where_its_role_belongs",
            ),
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
                name="grant_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(deputises_for__isnull=True) | models.Q(ends__isnull=False),
                name="deputy_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of person {self.person_id}"
