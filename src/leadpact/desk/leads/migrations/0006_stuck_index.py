"""Find the leads whose decision raises without looking at all."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("leads", "0005_came_index")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX lead_stuck ON lead (failures, lead_id) WHERE failures > 0",
            "DROP INDEX lead_stuck",
        )
    ]
