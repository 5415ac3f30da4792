"""The Nu HTML checker finds no error on any page of ours, in every language (needs Java)."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from backend.accounts.models import User
from backend.accounts.permissions import Role
from tests.access_table import PUBLIC, STAFF
from tests.conftest import nu_checker
from tests.factories import make_user, new_token, send
from tests.urlmap import World, make_world


@pytest.mark.nu
@pytest.mark.django_db
def test_nu_finds_no_error_on_any_page(worker: User, tmp_path: Path) -> None:
    world = make_world(worker)
    pages = {**public_pages(world), **staff_pages(world)}
    for name, page in pages.items():
        (tmp_path / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.html").write_bytes(page)

    said = subprocess.run(
        ["java", "-jar", nu_checker(), "--format", "json", "--exit-zero-always", str(tmp_path)],
        capture_output=True,
        check=True,
    )

    found = json.loads(said.stderr)["messages"]
    errors = {
        f"{Path(it['url']).name}: {it['message']}: {it.get('extract', '')}"
        for it in found
        if it["type"] == "error"
    }
    assert len(pages) > 100
    assert not errors, "\n".join(sorted(errors))


def public_pages(world: World) -> dict[str, bytes]:
    """What children and the public can open, what answers their forms, and the error pages."""
    client = Client()
    code, question = world.invitation.code, world.invitation.survey.questions.all()[1]
    words = send(world.invitation, text="more lights", choice=2)
    token = new_token()
    found: dict[str, bytes] = {}
    for lang in ("", "pl", "ur"):
        query = f"?lang={lang}&look=dark&text=large" if lang else ""
        paths = [world.path(it) for it in PUBLIC]
        for path in [*paths, "/s/ZZZZZZ/", "/nowhere/"]:
            answer = client.get(path + query)
            if answer["Content-Type"].startswith("text/html"):
                found[f"{lang} get {path}"] = answer.content
        posts = {
            "thanks": (f"/s/{code}/", {"token": token + lang, f"q-{question.pk}": "dark"}),
            "other": (f"/s/{code}/", {"token": token + lang, f"q-{question.pk}": "light"}),
            "error": (f"/s/{code}/", {f"q-{question.pk}": "x" * 2001}),
            "journey": ("/journey/", {"receipt": words}),
            "take back": ("/journey/", {"receipt": words, "do": "ask-take-back"}),
            "not found": ("/journey/", {"receipt": "one two three four five"}),
        }
        for name, (path, data) in posts.items():
            found[f"{lang} post {name}"] = client.post(path + query, data).content
    return found


def staff_pages(world: World) -> dict[str, bytes]:
    """Every staff page, as somebody with all the roles sees it; and the sign-in."""
    client = Client()
    found = {path: client.get(path).content for path in ("/accounts/login/", "/staff/nowhere/")}
    client.force_login(make_user(*Role))
    for route in STAFF:
        answer = client.get(world.path(route))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = answer.content
            # Fragments that a script fetches into a page are checked as a page's body.
            if not page.lstrip().lower().startswith(b"<!doctype"):
                page = b"<!doctype html><html lang=en><title>part</title><main>" + page + b"</main>"
            found[route] = page
    return found
