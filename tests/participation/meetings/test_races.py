"""Two members of the Board who type at the same instant."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from participation.meetings.results import services
from participation.meetings.results.models import Guess
from tests.factories import make_user
from tests.rounds import make_counted, told

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


@pytest.mark.parametrize("_again", range(5))
def test_two_guesses_at_once_are_one(_again: int) -> None:
    survey, member = make_counted((6, 11)), make_user(name="Bo")
    result, key = told(survey), survey.questions.get(kind="faces").key
    start = Barrier(2)

    def type_in(figure: int) -> None:
        start.wait(timeout=5)
        services.guess(result, key, figure, by=member)
        connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(type_in, (60, 70)))

    assert Guess.objects.get().figure in {60, 70}
