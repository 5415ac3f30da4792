"""Make what a child and a worker need in the database that settings name, and say what it is."""

from __future__ import annotations

import json

import django

django.setup()

from django.db import transaction  # noqa: E402  after the setup

from backend.accounts.permissions import Role  # noqa: E402
from tests.factories import make_invitation, make_user  # noqa: E402


@transaction.atomic
def fill() -> dict[str, object]:
    invitation = make_invitation()
    people = {role.value: make_user(role).email for role in Role}
    faces, words = invitation.survey.questions.all()[:2]
    picked = [choice.pk for choice in faces.choices.all()]
    return {
        "code": invitation.code,
        "faces": faces.pk,
        "choices": picked,
        "words": words.pk,
        "people": people,
        "password": "correct horse battery",
    }


if __name__ == "__main__":
    print(json.dumps(fill()))  # noqa: T201
