"""What is written down for good: the database itself refuses to change it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.backends.ddl_references import Columns, Statement, Table
from django.db.models import BaseConstraint

POSTGRESQL = """
CREATE OR REPLACE FUNCTION noticed_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%(name)s' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER %(name)s BEFORE UPDATE OF %(columns)s ON %(table)s
FOR EACH ROW WHEN (%(condition)s) EXECUTE FUNCTION noticed_never_changes()
"""
SQLITE = """
CREATE TRIGGER %(name)s BEFORE UPDATE OF %(columns)s ON %(table)s
WHEN %(condition)s BEGIN SELECT RAISE(ABORT, '%(name)s'); END
"""


class NeverChanges(BaseConstraint):
    """A trigger that refuses an UPDATE of these fields; with `once`, as soon as that one is set.

    Deleting is not its matter: rows that must stay are held by their foreign keys.
    """

    def __init__(self, *, name: str, fields: Iterable[str], once: str = "") -> None:
        super().__init__(name=name)
        self.fields = tuple(fields)
        self.once = once

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """A table cannot be made with its triggers in it: they follow when it stands."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        quote, table = schema_editor.quote_name, model._meta.db_table
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
        columns = [model._meta.get_field(name).column for name in self.fields]
        condition = " OR ".join(f"OLD.{quote(it)} {differs} NEW.{quote(it)}" for it in columns)
        if self.once:
            once = quote(model._meta.get_field(self.once).column)
            condition = f"OLD.{once} IS NOT NULL AND ({condition})"
        return Statement(
            POSTGRESQL if is_postgresql else SQLITE,
            name=self.name,
            table=Table(table, quote),
            columns=Columns(table, columns, quote),
            condition=condition,
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        return f"DROP TRIGGER {self.name} ON {schema_editor.quote_name(model._meta.db_table)}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to ask of a form: a change is refused, whatever it says."""

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "fields": self.fields, "once": self.once}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NeverChanges) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.fields, self.once))
