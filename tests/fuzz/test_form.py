"""Whatever children, bad phones, strangers and workers do to a survey's form, in any order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings

from backend.accounts.models import User
from tests.factories import make_group
from tests.fuzz.conftest import FEW, MANY, WHOLE
from tests.fuzz.form import SurveyForm
from tests.fuzz.machine import run

LENGTH = settings(FEW, max_examples=5, stateful_step_count=20)
IN_FULL = settings(MANY, max_examples=80, stateful_step_count=50)


@pytest.mark.django_db
def test_no_order_of_deeds_breaks_the_childrens_form(
    worker: User, seen: Callable[[str, str], None]
) -> None:
    SurveyForm.worker, SurveyForm.group = worker, make_group()

    run(SurveyForm, IN_FULL if WHOLE else LENGTH, "machine: a survey's form", seen)
