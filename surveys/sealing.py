"""Open answers that waited on a phone, sealed so that the phone itself could not read them.

The page seals them (static/js/child.js) with a key made for this one message, agreed with one of
ours: ECDH on P-256, HKDF with SHA-256, AES-GCM with the code and our key's id as additional data.
What comes out is what a form holds, names and values, and goes the way of every form.
"""

from __future__ import annotations

import base64
import binascii
import json
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

POINT = 65
"""Bytes of a public key: the uncompressed point, as WebCrypto gives it."""

NONCE = 12
TAG = 16
PURPOSE = b"noticed sealed 1"


class CannotOpen(Exception):
    """Not sealed to a key of ours, for this code, or not whole."""


def public_key() -> str:
    """What a page seals with, as `id.key`: the public half of the first key."""
    key_id, secret = next(iter(settings.SEALING_KEYS.items()))
    return f"{key_id}.{base64.b64encode(_point(_private(secret))).decode('ascii')}"


def open_sealed(sealed: str, *, code: str, key_id: str) -> list[tuple[str, str]]:
    """The names and values that were sealed for this code; CannotOpen says nothing of why."""
    secret = settings.SEALING_KEYS.get(key_id)
    box = _decoded(sealed)
    if secret is None or len(box) < POINT + NONCE + TAG:
        raise CannotOpen
    theirs, nonce, hidden = box[:POINT], box[POINT : POINT + NONCE], box[POINT + NONCE :]
    try:
        key = _agree(_private(secret), theirs)
        plain = AESGCM(key).decrypt(nonce, hidden, f"{code}\n{key_id}".encode())
    except (InvalidTag, ValueError):
        raise CannotOpen from None
    return _pairs(plain)


def _agree(ours: ec.EllipticCurvePrivateKey, theirs: bytes) -> bytes:
    """The key that only the two private halves lead to, bound to this pair of public ones."""
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    shared = ours.exchange(ec.ECDH(), point)
    return HKDF(SHA256(), 32, salt=theirs + _point(ours), info=PURPOSE).derive(shared)


def _pairs(plain: bytes) -> list[tuple[str, str]]:
    try:
        pairs: Any = json.loads(plain.decode("utf-8"))
    except (ValueError, RecursionError):
        raise CannotOpen from None
    if not isinstance(pairs, list) or not all(_is_pair(it) for it in pairs):
        raise CannotOpen
    return [(name, value) for name, value in pairs]


def _is_pair(it: object) -> bool:
    return isinstance(it, list) and len(it) == 2 and all(isinstance(half, str) for half in it)


@lru_cache
def _private(secret: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise CannotOpen from None
