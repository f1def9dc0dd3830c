"""Let nobody change or delete a row of `suppression`, whatever program they use."""

from typing import Any, ClassVar

from django.db import migrations

_ON_SQLITE = """
CREATE TRIGGER suppression_{act} BEFORE {act} ON suppression
BEGIN SELECT RAISE(ABORT, 'suppression is never changed'); END
"""
_ON_POSTGRES = """
CREATE FUNCTION suppression_{act}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'suppression is never changed'; END $$;
CREATE TRIGGER suppression_{act} BEFORE {act} ON suppression
EXECUTE FUNCTION suppression_{act}()
"""


def freeze(apps: Any, schema_editor: Any) -> None:
    """Create the triggers."""
    del apps
    text = _ON_SQLITE if schema_editor.connection.vendor == "sqlite" else _ON_POSTGRES
    with schema_editor.connection.cursor() as cursor:
        for act in ("update", "delete"):
            cursor.execute(text.format(act=act))


class Migration(migrations.Migration):
    """The triggers of `suppression`."""

    dependencies: ClassVar[list[Any]] = [("privacy", "0001_initial")]
    operations: ClassVar[list[Any]] = [migrations.RunPython(freeze)]
