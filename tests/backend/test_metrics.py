"""Figures of children move in tens, so that no figure tells when one of them sent something."""

from __future__ import annotations

import pytest
from django.test import Client
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from pytest_django import Settings

from backend.metrics import Coarse, in_steps


class Figures:
    """Two figures of each, collected as those of all processes are."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.count = Counter("taken", "Some.", ["who"], registry=self.registry)
        self.took = Histogram("took", "Some.", ["who"], buckets=[0.1], registry=self.registry)

    def add(self, who: str, times: int) -> None:
        for _time in range(times):
            self.count.labels(who).inc()
            self.took.labels(who).observe(0.01)

    def told(self) -> dict[str, float]:
        told = CollectorRegistry()
        told.register(Coarse(self.registry, []))
        lines = generate_latest(told).decode().splitlines()
        pairs = (it.rsplit(" ", 1) for it in lines if "{" in it and "created" not in it)
        return {name: float(value) for name, value in pairs}


def test_a_childs_answer_changes_no_figure_until_there_are_ten() -> None:
    figures = Figures()
    seen = []
    for _answer in range(20):
        figures.add("children", 1)
        seen.append(set(figures.told().values()))

    assert seen == [{0.0}] * 9 + [{10.0}] * 10 + [{20.0}]


def test_the_seconds_of_children_are_not_added_up_and_those_of_staff_are() -> None:
    figures = Figures()
    figures.add("children", 30)
    figures.add("staff", 3)
    told = figures.told()

    assert not [it for it in told if "_sum" in it and "children" in it]
    assert told['took_sum{who="staff"}'] == pytest.approx(0.03)
    assert told['taken_total{who="staff"}'] == 3


@pytest.mark.parametrize(("number", "told"), [(0, 0), (9, 0), (10, 10), (27, 20)])
def test_numbers_go_down_to_the_ten_below(number: int, told: int) -> None:
    assert in_steps(number) == told


@pytest.mark.django_db
def test_there_is_no_page_of_figures_without_a_token_and_none_without_the_right_one(
    client: Client, settings: Settings
) -> None:
    assert client.get("/metrics").status_code == 404

    settings.METRICS_TOKEN = "f" * 32
    for given in ("", "f" * 32, f"Bearer {'g' * 32}", "Bearer ƒ"):
        answer = client.get("/metrics", headers={"authorization": given})
        assert answer.status_code == 401
        assert not answer.content
