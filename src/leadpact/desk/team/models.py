"""What marketing plans for leads that reps gave back."""

from django.conf import settings
from django.db import models


class RecyclePlan(models.Model):
    """Who in marketing takes care of a recycled lead, and when it is to come back to sales."""

    lead_id = models.TextField(primary_key=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    return_on = models.DateField(null=True)

    class Meta:
        db_table = "recycle_plan"
        indexes = (models.Index(fields=["return_on"], name="recycle_plan_return"),)

    def __str__(self) -> str:
        return self.lead_id
