"""Load the real half: bodies, sources and recommendations."""

from __future__ import annotations

from backend.accounts.models import User
from participation.management.demo.registers import BODIES, SOURCES
from participation.meetings.models import Body, OtherName, Recommendation, Source
from participation.meetings.services import save_registered


def register_bodies(*, by: User) -> dict[str, Body]:
    bodies: dict[str, Body] = {}
    for row in BODIES:
        body = Body(
            name=row.name,
            classification=row.classification,
            plain_name=row.plain_name,
            source=row.source,
        )
        save_registered(body, by=by)
        if row.before:
            # The paper names both and gives no day on which the one became the other.
            name = OtherName(body=body, name=row.before, source=row.before_source)
            save_registered(name, by=by)
        bodies[row.key] = body
    return bodies


def register_recommendations(*, by: User) -> dict[str, Recommendation]:
    """By reference, such as "R7"; each is used once over all sources."""
    recommendations: dict[str, Recommendation] = {}
    for source_row in SOURCES:
        source = Source(
            name=source_row.name,
            kind=source_row.kind,
            on=source_row.on,
            document=source_row.document,
        )
        save_registered(source, by=by)
        for row in source_row.rows:
            recommendation = Recommendation(
                source=source,
                kind=row.kind,
                reference=row.reference,
                text=row.text,
                heading=row.heading,
                verbatim=row.verbatim,
            )
            save_registered(recommendation, by=by)
            recommendations[row.reference] = recommendation
    return recommendations
