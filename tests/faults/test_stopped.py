"""SIGTERM under load: what was begun is finished, whoever watches is told, and it is soon over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.phones import Phones, tally
from tests.faults.serving import Place, Server
from tests.faults.test_redis_away import closed_with, open_socket

pytestmark = pytest.mark.xdist_group("faults")


async def test_a_graceful_stop_cuts_no_request_and_tells_sockets(
    sqlite: tuple[Place, dict[str, Any]],
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    place, known = sqlite
    place.settings["DEMO"] = "1"  # For staff to sign in.
    server = serve(place)
    worker = server.sign_in(known["people"]["worker"], known["password"])
    phones = Phones(known, [server])
    socket = await open_socket(server, worker)

    with phones.sending():
        await asyncio.to_thread(phones.wait_for_thanks, 5, after=time.monotonic())
        stopping = asyncio.create_task(asyncio.to_thread(server.stop))
        code = await closed_with(socket, 30)
        took = await stopping

    assert code == 1012  # "service restart", as RFC 6455's registry calls it
    assert took < 20
    assert set(phones.statuses) <= {0, 201}
    kept = tally(place, phones)
    assert kept.is_whole, kept
    # Whatever was begun was answered: nothing was kept without its thanks.
    assert kept.kept == kept.thanked
    server.start()
    phones.send_again()
    assert tally(place, phones).thanked == len(phones.sent)
    measured("SIGTERM under load", f"{kept}, 0 kept without thanks; over in {took:.1f} s")
