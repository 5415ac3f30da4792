"""An answer's headers, scored by the published rules of Mozilla's HTTP Observatory.

The rules are github.com/mdn/mdn-http-observatory, "scoring": from 100, minus for what is missing or
weak, and plus for what is better than needed where nothing is missing.
"""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from typing import Any

SIX_MONTHS = 15_552_000
SAFE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
INLINE = re.compile(
    rb"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\ssrc=)[^>]*>", re.I
)


def score(response: Any) -> tuple[int, list[str]]:
    """The points, and what cost or brought some."""
    changes = [
        *_policy(response.get("Content-Security-Policy", "")),
        *_transport(response.get("Strict-Transport-Security", "")),
        *_cookies(response.cookies),
        *_rest(response),
    ]
    total = 100 + sum(points for points, _why in changes if points < 0)
    if total >= 90:  # Only a good answer is made better.
        total += sum(points for points, _why in changes if points > 0)
    return total, [f"{points:+} {why}" for points, why in changes if points]


def _policy(header: str) -> list[tuple[int, str]]:
    parts = dict(it.strip().partition(" ")[::2] for it in header.split(";") if it.strip())
    if not parts:
        return [(-25, "no Content-Security-Policy"), (-20, "may be framed")]
    scripts = parts.get("script-src", parts.get("default-src", "*"))
    styles = parts.get("style-src", parts.get("default-src", "*"))
    if re.search(
        r"unsafe-inline|\bdata:|\*|https?:(?!//)", f"{scripts} {parts.get('object-src', '')}"
    ):
        changes = [(-20, "scripts may stand in pages or come from anywhere")]
    elif "unsafe-eval" in scripts:
        changes = [(-10, "text may be run")]
    elif re.search(r"unsafe-inline|\bdata:|\*|https?:(?!//)", styles):
        changes = [(0, "styles may stand in pages")]
    elif parts.get("default-src") == "'none'":
        changes = [(10, "nothing is allowed that is not named")]
    else:
        changes = [(5, "nothing unsafe")]
    framed = parts.get("frame-ancestors")
    changes.append((5, "framed by nobody") if framed == "'none'" else (-20, "may be framed"))
    return changes


def _transport(header: str) -> list[tuple[int, str]]:
    age = re.search(r"max-age=(\d+)", header)
    if not age:
        return [(-20, "no Strict-Transport-Security")]
    return [(-10, "https for less than six months")] if int(age[1]) < SIX_MONTHS else []


def _cookies(cookies: SimpleCookie) -> list[tuple[int, str]]:
    if not cookies:
        return []
    changes = []
    for name, cookie in cookies.items():
        if not cookie["secure"]:
            changes.append((-20, f"{name} goes over http"))
        if not cookie["httponly"]:
            changes.append((-30, f"{name} can be read by scripts"))
        if not cookie["samesite"]:
            changes.append((-5, f"{name} is sent from other sites"))
    return changes or [(5, "cookies are safe")]


def _rest(response: Any) -> list[tuple[int, str]]:
    changes = []
    if response.get("X-Content-Type-Options") != "nosniff":
        changes.append((-5, "types are guessed"))
    referrer = response.get("Referrer-Policy", "")
    changes.append((5, "tells no other site") if referrer in SAFE_REFERRERS else (-5, "referrer"))
    if response.get("Access-Control-Allow-Origin"):
        changes.append((-50, "other sites may read it"))
    resource = response.get("Cross-Origin-Resource-Policy")
    changes.append((10, "ours alone") if resource == "same-origin" else (0, "resource policy"))
    return changes


def inline(body: bytes) -> list[bytes]:
    """Styles, scripts and handlers that stand in a page: a policy without holes refuses them."""
    return [found[0] for found in INLINE.finditer(body)]
