"""Write a draft's plan, and name who reads a survey that asks about staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from backend.accounts.models import User
from backend.accounts.permissions import Permission, Role, permitted
from backend.audit.log import record
from surveys import gate, reading_age
from surveys.models import Plan, Survey

FIELDS = ("space", "voice", "audience", "power", "can_change", "cannot_change")
READ_BY_CHILDREN = ("audience", "can_change", "cannot_change")
MODERATORS = tuple(role for role in Role if Permission.MODERATE in permitted(frozenset({role})))


class PlanIsFixed(Exception):
    """The survey is open: children were told this plan."""


class CannotName(Exception):
    """Somebody who may not, or a change that would break what children were told."""


@transaction.atomic
def write_plan(survey: Survey, answers: Mapping[str, str], *, by: User) -> Plan:
    """Keep a draft's plan, as far as it is written; the gate says what is still missing."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.status != Survey.Status.DRAFT:
        raise PlanIsFixed("This survey was opened, and children were told its plan. It stays.")
    said = {field: answers.get(field, "").strip() for field in FIELDS}
    if said["power"] not in {"", *Plan.Power.values}:
        raise ValueError(said["power"])
    plan, _is_new = Plan.objects.update_or_create(survey=survey, defaults=said)
    record("plan-written", survey, by=by)
    return plan


def reading_advice(plan: Plan) -> dict[str, str]:
    """What could be simpler in the parts that children read, by field."""
    found = {name: reading_age.score(getattr(plan, name)).advice for name in READ_BY_CHILDREN}
    return {name: advice for name, advice in found.items() if advice}


def people_to_name() -> list[User]:
    """Everybody who may be named as reader: active people with a moderator's role."""
    return list(User.objects.with_role(*MODERATORS).order_by("name", "pk"))


def may_change_readers(survey: Survey, person: User) -> bool:
    """While it is a draft, whoever builds. Then its readers; if none is left, others who build.

    Never somebody it asks about, once there may be words.
    """
    if survey.status == Survey.Status.DRAFT:
        return True
    if survey.asked_about.filter(pk=person.pk).exists():
        return False
    readers = gate.may_read(survey)
    return not readers or person in readers


def count_without_reader() -> int:
    """Surveys about staff whose words nobody may read any more: whoever was named has gone."""
    read = Survey.objects.filter(readers__is_active=True, readers__groups__name__in=MODERATORS)
    asked = Survey.objects.filter(about_staff=True).exclude(status=Survey.Status.DRAFT)
    return asked.exclude(pk__in=read.values("pk")).count()


@transaction.atomic
def name_readers(
    survey: Survey,
    *,
    about_staff: bool,
    readers: Iterable[User],
    asked_about: Iterable[User],
    by: User,
) -> None:
    """Say whether a survey asks about staff, who reads its words, and whom it asks about.

    Once it is open, children were told that nobody they are asked about reads their words. So it
    goes on asking about staff or not, and those asked about can only become more.
    """
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    readers, asked_about = set(readers), set(asked_about)
    if not may_change_readers(survey, by):
        raise CannotName("Only somebody who is named to read it can change this now.")
    if any(not (it.is_active and it.may(Permission.MODERATE)) for it in readers):
        raise CannotName("Only people who may read children's words can be named to read these.")
    if both := sorted(str(it) for it in readers & asked_about):
        raise CannotName(f"{both[0]} is asked about, and cannot be a reader as well.")
    if survey.status != Survey.Status.DRAFT:
        _keep_the_promise(survey, about_staff, readers, asked_about)
    survey.about_staff = about_staff
    survey.save(update_fields=["about_staff"])
    survey.readers.set(readers)
    survey.asked_about.set(asked_about)
    record(
        "readers-named",
        survey,
        by=by,
        readers=sorted(str(it.pk) for it in readers),
        asked_about=sorted(str(it.pk) for it in asked_about),
    )


def _keep_the_promise(
    survey: Survey, about_staff: bool, readers: set[User], asked_about: set[User]
) -> None:
    if about_staff != survey.about_staff:
        raise CannotName("Children were told who reads this. That stays as it is once it is open.")
    if not set(survey.asked_about.all()) <= asked_about:
        raise CannotName("Whoever is asked about stays on the list once children were asked.")
    if about_staff and not readers:
        raise CannotName("Leave at least one person who reads these words.")
