"""The one call of safeguarding: a worker is worried. Concerns themselves are read on pages only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from backend.accounts.models import User
from backend.rest import Problem
from participation.moderation.api import Decide, Seen
from participation.safeguarding import services
from participation.safeguarding.models import Concern


class MadeConcern(serializers.ModelSerializer[Concern]):
    """That there is a concern now; what it says, leads read."""

    class Meta:
        model = Concern
        fields = ("id",)


@extend_schema(
    summary="Escalate: worried about this child", responses={200: MadeConcern, 409: Problem}
)
class Escalate(Decide):
    """Raise a concern and hold the words. Safeguarding leads get a letter without the words."""

    input_class, output_class = Seen, MadeConcern

    def decide(self, answer: UUID, *, by: User, **sent: Any) -> Concern:
        return services.escalate(answer, by=by, **sent)


urlpatterns = [path("moderation/<uuid:answer>/escalate/", Escalate.as_view(), name="escalate")]
