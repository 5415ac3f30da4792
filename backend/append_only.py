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
CREATE TRIGGER %(name)s BEFORE %(event)s ON %(table)s
FOR EACH ROW WHEN (%(condition)s) EXECUTE FUNCTION noticed_never_changes()
"""
SQLITE = """
CREATE TRIGGER %(name)s BEFORE %(event)s ON %(table)s
WHEN %(condition)s BEGIN SELECT RAISE(ABORT, '%(name)s'); END
"""


class Refuses(BaseConstraint):
    """A trigger that refuses a statement; its kinds say which, and when."""

    def event(self, model: Any, schema_editor: Any) -> Any:
        raise NotImplementedError

    def condition(self, model: Any, schema_editor: Any) -> str:
        raise NotImplementedError

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """A table cannot be made with its triggers in it: they follow when it stands."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        return Statement(
            POSTGRESQL if is_postgresql else SQLITE,
            name=self.name,
            event=self.event(model, schema_editor),
            table=Table(model._meta.db_table, schema_editor.quote_name),
            condition=self.condition(model, schema_editor),
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        on = f" ON {schema_editor.quote_name(model._meta.db_table)}"
        return (
            f"DROP TRIGGER {self.name}{on if schema_editor.connection.vendor != 'sqlite' else ''}"
        )

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to ask of a form: it is refused, whatever it says."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)


class NeverChanges(Refuses):
    """A trigger that refuses an UPDATE of these fields; with `once`, as soon as that one is set.

    Deleting is not its matter: rows that must stay are held by their foreign keys, or `Stays`.
    """

    def __init__(self, *, name: str, fields: Iterable[str], once: str = "") -> None:
        super().__init__(name=name)
        self.fields = tuple(fields)
        self.once = once

    def event(self, model: Any, schema_editor: Any) -> Any:
        columns = Columns(model._meta.db_table, self._columns(model), schema_editor.quote_name)
        return Statement("UPDATE OF %(columns)s", columns=columns)

    def condition(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
        changed = " OR ".join(
            f"OLD.{quote(it)} {differs} NEW.{quote(it)}" for it in self._columns(model)
        )
        if not self.once:
            return changed
        once = quote(model._meta.get_field(self.once).column)
        return f"OLD.{once} IS NOT NULL AND ({changed})"

    def _columns(self, model: Any) -> list[str]:
        return [model._meta.get_field(name).column for name in self.fields]

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "fields": self.fields, "once": self.once}


class Stays(Refuses):
    """A trigger that refuses a DELETE of rows whose `since` is less than so many years ago."""

    def __init__(self, *, name: str, since: str, years: int) -> None:
        super().__init__(name=name)
        self.since, self.years = since, years

    def event(self, model: Any, schema_editor: Any) -> Any:
        return "DELETE"

    def condition(self, model: Any, schema_editor: Any) -> str:
        since = schema_editor.quote_name(model._meta.get_field(self.since).column)
        if schema_editor.connection.vendor == "postgresql":
            return f"OLD.{since} > now() - interval '{self.years} years'"
        return f"OLD.{since} > datetime('now', '-{self.years} years')"

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "since": self.since, "years": self.years}
