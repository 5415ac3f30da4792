"""The API of those who answer (nobody signs in), and the list of surveys for staff."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend import limits
from backend.accounts.http import needs
from backend.accounts.permissions import Permission
from backend.limits import ANSWERS, WRONG_CODES
from backend.rest import Conflict, Problem
from surveys import answering, forms, invitations
from surveys.answering import InvitationClosed, Kept, Refused, RoomPaused, SentBefore, TakenBack
from surveys.asking import asked_of
from surveys.models import TEXT_LIMIT, Invitation, Survey
from surveys.receipts import is_token, proof
from surveys.sealing import CannotOpen, open_sealed
from surveys.serializers import (
    Arrived,
    KeptBefore,
    ListedSurvey,
    NotOpen,
    NotTaken,
    OpenInvitation,
    Receipt,
    SentResponse,
    SentSealed,
    read,
)


def _invitation(request: Request, code: str) -> Invitation:
    invitation = limits.guess(WRONG_CODES, request, lambda: invitations.find(code))
    if invitation is None:
        raise NotFound(_("We do not know this code. Look at each letter again."))
    return invitation


def _not_open(invitation: Invitation) -> Response:
    """When it was open or will be."""
    now = timezone.now()
    opens_at, closed_on = invitation.waits_until(now), invitation.closed_since(now)
    if closed_on:
        sentence = _("This closed on %(day)s.") % {"day": date_format(closed_on, "j E Y")}
    elif opens_at:
        day = date_format(timezone.localtime(opens_at), "j E Y, H:i")
        sentence = _("This is not open yet. It opens on %(day)s.") % {"day": day}
    elif invitation.is_early(now):
        sentence = _("This is not open yet. Your worker will tell you when it opens.")
    else:
        sentence = _("This code works once, and it has been used.")
    body = {"detail": sentence, "opens_at": opens_at, "closed_on": closed_on}
    return Response(NotOpen(body).data, status=status.HTTP_410_GONE)


def _thanks(invitation: Invitation, kept: Kept) -> Response:
    survey = invitation.survey
    text = _("A worker reads your words first. Then the Board talks about what you all said.")
    if survey.heard_on:
        told = {"body": capfirst(survey.heard_by), "day": date_format(survey.heard_on, "j E Y")}
        text = _("A worker reads your words first. %(body)s talks about them on %(day)s.") % told
    following = {"text": text, "heard_by": survey.heard_by, "heard_on": survey.heard_on}
    return Response(
        Receipt({"receipt": kept.receipt, "next": following}).data,
        status=status.HTTP_200_OK if kept.is_repeat else status.HTTP_201_CREATED,
    )


def _paused() -> Response:
    """A live room takes nothing for a moment; the same can be sent again soon."""
    sentence = _("Paused for a moment. Send the same again soon.")
    return Response(
        Problem({"detail": sentence}).data,
        status=status.HTTP_503_SERVICE_UNAVAILABLE,
        headers={"Retry-After": str(RoomPaused.seconds)},
    )


class InvitationView(APIView):
    is_forgiving = True
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        summary="What an invitation asks",
        parameters=[
            OpenApiParameter(
                "lang", str, description="A language there is; what is not translated is English."
            )
        ],
        responses={200: OpenInvitation, 404: Problem, 410: NotOpen, 429: Problem},
    )
    def get(self, request: Request, code: str) -> Response:
        invitation = _invitation(request, code)
        if not invitation.is_open(timezone.now()):
            return _not_open(invitation)
        told = asked_of(invitation)
        asked = {
            "survey": told.survey,
            "audience": invitation.audience,
            "questions": told.questions,
            "text_limit": TEXT_LIMIT,
            "language": get_language(),
            "translation_checked": told.of_all.is_checked,
            "translation_complete": not told.of_all.has_gaps,
        }
        return Response(OpenInvitation(asked).data)


class ResponsesView(APIView):
    """Send answers. The same token again gives the same receipt, and counts once."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        summary="Send answers",
        request=SentResponse,
        responses={
            200: Receipt,
            201: Receipt,
            404: Problem,
            409: KeptBefore,
            410: NotOpen,
            413: Problem,
            429: Problem,
            503: Problem,
        },
    )
    def post(self, request: Request, code: str) -> Response:
        invitation = _invitation(request, code)
        try:
            kept = answering.send(
                invitation, read(request.data), limit=limits.counting(ANSWERS, request)
            )
        except Refused as refused:
            raise ValidationError({name: [it] for name, it in refused.errors.items()}) from None
        except InvitationClosed:
            return _not_open(invitation)
        except RoomPaused:
            return _paused()
        except SentBefore as before:
            sentence = _(
                "We kept the first answers with this token, not these. "
                "To answer again, take the first ones back with their five words."
            )
            body = {"detail": sentence, "receipt": before.receipt}
            return Response(KeptBefore(body).data, status=status.HTTP_409_CONFLICT)
        except TakenBack:
            raise Conflict(
                _("You took these answers back. They are deleted, and were not kept again.")
            ) from None
        return _thanks(invitation, kept)


class SealedView(APIView):
    """Send answers that waited on a phone, sealed, until there was a signal.

    They are taken as all answers are, and once. Up to 7 days after the close their words are taken
    and nothing else, which `late` says. Only an answer with the right `proof` lets the device
    erase what it kept.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        summary="Send answers that waited on a phone",
        request=SentSealed,
        responses={
            200: Arrived,
            201: Arrived,
            404: NotTaken,
            409: NotTaken,
            410: NotTaken,
            413: Problem,
            429: Problem,
            503: Problem,
        },
    )
    def post(self, request: Request) -> Response:
        sent = SentSealed(data=request.data)
        sent.is_valid(raise_exception=True)
        code, key, sealed = (sent.validated_data[name] for name in ("code", "key", "sealed"))
        try:
            post = forms.as_posted(open_sealed(sealed, code=code, key_id=key))
        except CannotOpen:
            sentence = "We cannot open this. It was sealed to another key, or changed since."
            raise ValidationError({"sealed": [sentence]}) from None
        of_form = _proof_of(post)
        try:
            status_code, sentence, is_late = _take_sealed(request, code, post)
        except Refused as refused:
            errors = {name: [it] for name, it in refused.errors.items()}
            raise ValidationError(errors | {"proof": [of_form]}) from None
        except RoomPaused:
            return _paused()  # Without the proof: they stay on the phone, and come again.
        late = {"late": is_late} if status_code < 300 else {}
        return Response({"detail": sentence, "proof": of_form, **late}, status=status_code)


def _proof_of(post: QueryDict) -> str:
    """What the device waits for before it erases anything.

    A tablet without signal makes its tokens itself, so no page could tell it their proofs. It
    seals a secret of its own beside the answers: who can say it back has opened them.
    """
    inside = post.get("proof", "")
    return inside if is_token(inside) else proof(post.get("token", ""))


def _take_sealed(request: Request, code: str, post: QueryDict) -> tuple[int, str, bool]:
    """Keep what was sealed, or raise Refused; the status, the sentence, and if only words came."""
    invitation = limits.guess(WRONG_CODES, request, lambda: invitations.find(code))
    if invitation is None:
        return 404, "We do not know this code.", False
    sent = forms.read(post, answering.questions_for(invitation))
    try:
        kept = answering.send(
            invitation, sent, waited=True, limit=limits.counting(ANSWERS, request)
        )
    except InvitationClosed:
        return 410, "This has closed. These answers were not kept.", False
    except SentBefore:
        return 409, "The first answers from this page are kept. These were not.", False
    except TakenBack:
        return 409, "These answers were taken back. They were not kept again.", False
    return (200 if kept.is_repeat else 201), "Thank you. These answers have come.", kept.is_late


@extend_schema(summary="All surveys")
class SurveysView(ListAPIView[Survey]):
    permission_classes = (needs(Permission.SEE_SURVEYS),)
    serializer_class = ListedSurvey

    def get_queryset(self) -> QuerySet[Survey]:
        return Survey.objects.for_list()


urlpatterns = [
    path("invitations/<str:code>/", InvitationView.as_view(), name="invitation"),
    path("invitations/<str:code>/responses/", ResponsesView.as_view(), name="responses"),
    path("sealed/", SealedView.as_view(), name="sealed"),
    path("surveys/", SurveysView.as_view(), name="surveys"),
]
