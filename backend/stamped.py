"""A stamp that changes with every row of a table, so that what is worked out of them can be kept.

Whoever reads the stamp knows whether what they kept is still true, in every process and whichever
way a row was changed: the database itself sets it.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint

# At the commit, since from there on nobody waits for the one row: two who change much at once would
# otherwise wait for each other for ever.
POSTGRESQL = """
CREATE OR REPLACE FUNCTION noticed_%(name)s() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO %(stamp)s (id, value) VALUES (1, gen_random_uuid())
  ON CONFLICT (id) DO UPDATE SET value = EXCLUDED.value;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER %(name)s AFTER INSERT OR UPDATE OR DELETE ON %(table)s
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION noticed_%(name)s()
"""
SQLITE = """
CREATE TRIGGER %(name)s_%(change)s AFTER %(change)s ON %(table)s
BEGIN
  INSERT INTO %(stamp)s (id, value) VALUES (1, lower(hex(randomblob(16))))
  ON CONFLICT (id) DO UPDATE SET value = excluded.value;
END
"""


class Stamp(models.Model):
    """The one row. At random and not counted up: no two states of the tables share a stamp."""

    value = models.UUIDField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.value)


class Stamped(BaseConstraint):
    """Triggers that set the stamp, in a table with the fields of Stamp, for each row changed."""

    def __init__(self, *, name: str, stamp: str) -> None:
        super().__init__(name=name)
        self.stamp = stamp

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """A table cannot be made with its triggers in it: they follow when it stands."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        else:
            for change in ("INSERT", "UPDATE", "DELETE"):
                sql = self._statement(SQLITE, model, schema_editor, change=change)
                schema_editor.deferred_sql.append(sql)

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """SQLite never asks: to add a constraint there is to make the table anew."""
        return self._statement(POSTGRESQL, model, schema_editor)

    def _statement(self, sql: str, model: Any, schema_editor: Any, **more: str) -> Statement:
        quote = schema_editor.quote_name
        table = Table(model._meta.db_table, quote)
        return Statement(sql, name=self.name, stamp=quote(self.stamp), table=table, **more)

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        return f"DROP TRIGGER {self.name} ON {schema_editor.quote_name(model._meta.db_table)}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to ask of a form."""

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "stamp": self.stamp}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stamped) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.stamp))
