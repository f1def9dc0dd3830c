"""What makes a database a demo: a row that only `leadpact desk demo` writes."""

from django.db import models


class DemoDesk(models.Model):
    """One row, where the leads of the desk are those of a simulated company."""

    made_at = models.DateTimeField()

    class Meta:
        db_table = "demo_desk"

    def __str__(self) -> str:
        return str(self.made_at)
