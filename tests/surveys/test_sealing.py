"""What a phone seals only we can open: for this code, with the key that it was sealed to."""

from __future__ import annotations

import base64
import json
import os
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import Settings

from surveys.sealing import CannotOpen, open_sealed, public_key

CODE = "CHNC23"
PAIRS = [("token", "t" * 32), ("q-1", "ضوء 🙂 <3"), ("q-2", "7"), ("q-2", "8")]


def seal(pairs: Any, *, code: str = CODE, to: str = "") -> dict[str, str]:
    """Seal as the page does, with another library: the body of a call to `sealed/`."""
    key_id, _dot, encoded = (to or public_key()).partition(".")
    ours = base64.b64decode(encoded)
    server = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), ours)
    pair = ec.generate_private_key(ec.SECP256R1())
    own = pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = pair.exchange(ec.ECDH(), server)
    key = HKDF(SHA256(), 32, salt=own + ours, info=b"noticed sealed 1").derive(shared)
    nonce = os.urandom(12)
    plain = pairs if isinstance(pairs, bytes) else json.dumps(pairs).encode() + b"   "
    hidden = AESGCM(key).encrypt(nonce, plain, f"{code}\n{key_id}".encode())
    return {
        "code": code,
        "key": key_id,
        "sealed": base64.b64encode(own + nonce + hidden).decode(),
    }


def opened(box: dict[str, str]) -> list[tuple[str, str]]:
    return open_sealed(box["sealed"], code=box["code"], key_id=box["key"])


def test_what_was_sealed_comes_out_as_it_went_in() -> None:
    assert opened(seal(PAIRS)) == PAIRS


def test_nothing_readable_is_in_what_lies_on_the_phone() -> None:
    raw = base64.b64decode(seal(PAIRS)["sealed"])

    assert b"token" not in raw
    assert "ضوء".encode() not in raw
    assert seal(PAIRS)["sealed"][:80] != seal(PAIRS)["sealed"][:80]


def test_a_new_key_seals_and_the_old_one_still_opens(settings: Settings) -> None:
    old, new = os.urandom(31), os.urandom(31)
    settings.SEALING_KEYS = {"old": old}
    waiting = seal(PAIRS)

    settings.SEALING_KEYS = {"new": new, "old": old}

    assert public_key().startswith("new.")
    assert opened(waiting) == PAIRS
    assert opened(seal(PAIRS)) == PAIRS
    settings.SEALING_KEYS = {"new": new}
    with pytest.raises(CannotOpen):
        opened(waiting)


def test_sealed_for_one_code_it_opens_for_no_other() -> None:
    with pytest.raises(CannotOpen):
        opened({**seal(PAIRS), "code": "ZZZZZZ"})


def test_another_key_under_the_same_id_opens_nothing(settings: Settings) -> None:
    waiting = seal(PAIRS)
    settings.SEALING_KEYS = {waiting["key"]: os.urandom(31)}

    with pytest.raises(CannotOpen):
        opened(waiting)


@pytest.mark.parametrize("place", [0, 1, 64, 65, 76, 77, -1])
def test_one_changed_bit_spoils_it(place: int) -> None:
    box = seal(PAIRS)
    raw = bytearray(base64.b64decode(box["sealed"]))
    raw[place] ^= 1

    with pytest.raises(CannotOpen):
        opened({**box, "sealed": base64.b64encode(raw).decode()})


@pytest.mark.parametrize(
    "plain",
    [b"", b"\xff", b"null", b"{}", b'["token"]', b'[["a", 1]]', b'[["a"]]', b"[" * 100_000],
)
def test_what_is_no_form_is_not_opened(plain: bytes) -> None:
    with pytest.raises(CannotOpen):
        opened(seal(plain))


@given(sealed=st.text() | st.binary().map(lambda it: base64.b64encode(it).decode()))
@effort(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_refused_and_breaks_nothing(sealed: str) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(sealed, code=CODE, key_id=public_key().partition(".")[0])


@pytest.mark.parametrize("name", ["code", "key"])
@pytest.mark.parametrize("odd", ["", "\ud800", "\0", "x" * 5000])
def test_an_odd_code_or_key_is_refused(name: str, odd: str) -> None:
    with pytest.raises(CannotOpen):
        opened({**seal(PAIRS), name: odd})
