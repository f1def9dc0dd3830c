"""Create the indexes that find known leads and accounts by their keys."""

from typing import Any, ClassVar

from django.db import migrations

from leadpact.desk.capture.indexes import ACCOUNTS, PEOPLE, open_index


def create_indexes(apps: Any, schema_editor: Any) -> None:
    """Create their tables over the connection of the migration."""
    del apps
    schema_editor.connection.ensure_connection()
    for name in (PEOPLE, ACCOUNTS):
        open_index(name, schema_editor.connection.connection).create_tables()


class Migration(migrations.Migration):
    """The tables of the indexes, as the index itself defines them."""

    initial = True
    dependencies: ClassVar[list[Any]] = []
    operations: ClassVar[list[Any]] = [migrations.RunPython(create_indexes)]
