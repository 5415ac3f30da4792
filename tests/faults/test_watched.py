"""What whoever runs it sees of a server: figures and log lines, and no child in either."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from surveys.receipts import receipt
from tests.factories import new_token
from tests.faults.phones import Phones
from tests.faults.serving import ADDRESS, Place, Server, request
from tests.faults.stores import Postgres, Redis

pytestmark = pytest.mark.xdist_group("faults")
TOKEN = "figures-" + "f" * 32


def figures(server: Server) -> dict[str, float]:
    answer = request(f"{server.url}/metrics", None, {"Authorization": f"Bearer {TOKEN}"}, 30)
    assert answer.status == 200
    lines = [it.rsplit(" ", 1) for it in answer.text.splitlines() if not it.startswith("#")]
    return {name: float(value) for name, value in lines}


@pytest.mark.own_postgresql
@pytest.mark.own_redis
def test_figures_of_two_processes_add_up_and_name_nobody(
    postgres: tuple[Place, dict[str, Any]], redis: Redis, serve: Callable[..., Server]
) -> None:
    place, known = postgres
    place.redis = redis.url
    place.settings["METRICS_TOKEN"] = TOKEN
    server = serve(place, workers=2)
    phones = Phones(known, [server])
    sent = [new_token() for _answer in range(29)]

    seen = []
    for number, token in enumerate(sent, start=1):
        phones.send(server, token, by_form=True)
        if number in (9, 10, 19, 29):
            seen.append(figures(server)['noticed_answers_taken_total{who="children"}'])
    told = figures(server)
    text = "\n".join(told)

    assert phones.statuses == {201: 29}
    assert seen == [0, 10, 10, 20]
    view = 'noticed_requests_total{status="2xx",view="surveys:answer",who="children"}'
    assert told[view] == 20
    assert all(value % 10 == 0 for name, value in told.items() if 'who="children"' in name)
    assert not [it for it in told if "_sum" in it and "children" in it]
    assert told["noticed_words_waiting"] == 20
    assert told["noticed_letters_owed"] == 0
    for secret in (known["code"], ADDRESS, "127.0.0.1", "words ", sent[0]):
        assert secret not in text


def test_figures_are_for_nobody_without_their_token(
    sqlite: tuple[Place, dict[str, Any]], serve: Callable[..., Server]
) -> None:
    place, _known = sqlite
    without = serve(place)
    assert without.get("/metrics").status == 404
    without.kill()

    place.settings["METRICS_TOKEN"] = TOKEN
    server = serve(place)
    wrong = request(f"{server.url}/metrics", None, {"Authorization": f"Bearer {TOKEN}x"}, 30)

    assert (server.get("/metrics").status, wrong.status) == (401, 401)


@pytest.mark.own_postgresql
def test_log_lines_are_json_and_hold_no_word_code_or_address(
    postgres: tuple[Place, dict[str, Any]],
    cluster: Postgres,
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    place, known = postgres
    server = serve(place)
    phones = Phones(known, [server])
    tokens = [new_token() for _answer in range(6)]
    for token in tokens[:2]:
        phones.send(server, token, by_form=True)
    server.post("/journey/", f"receipt={receipt(tokens[0]).replace(' ', '+')}".encode())
    server.post("/tell/", f"name=Kanarienvogel&words=Kanarienvogel&token={new_token()}".encode())
    cluster.stop()
    try:
        for token in tokens[2:]:
            phones.send(server, token, by_form=token in tokens[2:4])
        server.post("/tell/", b"name=Kanarienvogel&words=Kanarienvogel&token=" + b"x" * 30)
    finally:
        cluster.start()
    lines = server.log.read_text().splitlines()

    told = [json.loads(line) for line in lines]
    assert {it["message"] for it in told} >= {"503 POST surveys:answer"}
    secrets = [ADDRESS, known["code"], "Kanarienvogel", "words ", *tokens, *map(receipt, tokens)]
    for secret in secrets:
        assert secret not in "\n".join(lines)
    measured("Logs", f"{len(lines)} lines, all JSON: no word, code, token, receipt or address")
