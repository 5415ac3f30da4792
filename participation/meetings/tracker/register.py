"""All that the rows of a tracker can be about, as it is here now."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from participation.meetings.models import Action, Body, Recommendation, Source
from participation.meetings.tracker.reading import Line


class Register:
    """All that a file's rows can be about, fetched in a constant number of queries."""

    def __init__(self, lines: Iterable[Line], *, lock: bool) -> None:
        names = {line["origin"].casefold() for line in lines}
        numbers = {int(line["number"]) for line in lines if is_number(line["number"])}
        self.sources = {it.name.casefold(): it for it in Source.objects.all()}
        ours = [it.pk for name, it in self.sources.items() if name in names]
        recommendations = Recommendation.objects.filter(source__in=ours).select_related("source")
        actions = Action.objects.filter(
            Q(recommendation__source__in=ours) | Q(pk__in=numbers)
        ).prefetch_related("evidence", "agency", "source")
        if lock:
            recommendations = recommendations.select_for_update(of=("self",))
            actions = actions.select_for_update(of=("self",))
        self.recommendations = {
            (it.source.name.casefold(), it.reference): it for it in recommendations
        }
        self.actions = {it.pk: it for it in actions}
        self.by_text = {(it.recommendation_id, fold(it.text)): it for it in self.actions.values()}
        self.bodies: dict[str, Body] = {}
        for body in Body.objects.prefetch_related("other_names"):
            for also in (body.plain_name, *(it.name for it in body.other_names.all())):
                if also:
                    self.bodies.setdefault(also.casefold(), body)
        self.bodies |= {body.name.casefold(): body for body in Body.objects.all()}


def fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18
