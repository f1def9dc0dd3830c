"""Create the tables of the store of leads, as the store itself defines them."""

from typing import Any, ClassVar

from django.db import migrations

from leadpact.storage.lead_store import Statements, create_tables


def create_store(apps: Any, schema_editor: Any) -> None:
    """Create the tables over the connection of the migration."""
    del apps
    schema_editor.connection.ensure_connection()
    create_tables(Statements(schema_editor.connection.connection))


class Migration(migrations.Migration):
    """The tables of the store."""

    initial = True
    dependencies: ClassVar[list[Any]] = []
    operations: ClassVar[list[Any]] = [migrations.RunPython(create_store)]
