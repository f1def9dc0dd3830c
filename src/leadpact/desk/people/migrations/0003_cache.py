"""Create the table of the cache, in which all processes count failed sign-ins together."""

from typing import Any, ClassVar

from django.core.management import call_command
from django.db import migrations


def create_cache(apps: Any, schema_editor: Any) -> None:
    """Create the table, where it is not there."""
    del apps
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """The table `desk_cache`."""

    dependencies: ClassVar[list[Any]] = [("people", "0002_api_tokens")]
    operations: ClassVar[list[Any]] = [migrations.RunPython(create_cache)]
