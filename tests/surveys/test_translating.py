"""Other languages: what is not translated or not checked says so, and safety is never in doubt."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from backend.accounts.models import User
from surveys import translating
from surveys.models import Audience, Survey
from surveys.translating import NoSuchLanguage, NotTranslated
from tests.factories import make_invitation, make_survey, send

pytestmark = pytest.mark.django_db
ASKED = "How safe do you feel where you live?"
IN_POLISH = "Jak bezpiecznie się czujesz tam, gdzie mieszkasz?"
UNCHECKED = "Tego tłumaczenia nikt jeszcze nie sprawdził."
DANGER = "If you write that, a worker has to tell someone."


def in_full(survey: Survey, language: str = "pl") -> dict[str, str]:
    return {source: f"{language}: {source}" for source in translating.sources(survey)}


def page(client: Client, survey: Survey, language: str = "pl") -> str:
    code = make_invitation(survey).code
    return client.get(f"/s/{code}/?lang={language}").content.decode()


def test_a_survey_is_asked_in_the_language_that_the_address_says(client: Client) -> None:
    survey = make_survey()
    translating.translate(survey, "pl", {ASKED: IN_POLISH}, by=None)

    polish = page(client, survey)

    assert '<html lang="pl" dir="ltr"' in polish
    assert IN_POLISH in polish
    assert ASKED not in polish


def test_urdu_pages_run_from_right_to_left(client: Client) -> None:
    assert '<html lang="ur" dir="rtl"' in page(client, make_survey(), "ur")


def test_what_is_not_translated_is_in_english_and_marked_so(client: Client) -> None:
    survey = make_survey()
    translating.translate(survey, "pl", {ASKED: IN_POLISH}, by=None)

    polish = page(client, survey)

    assert '<span lang="en-gb" dir="ltr">What would help?</span>' in polish
    assert "Część tej strony jest jeszcze po angielsku." in polish


def test_answers_are_kept_whatever_language_they_were_asked_in(client: Client) -> None:
    survey = make_survey()
    translating.translate(survey, "ur", in_full(survey, "ur"), by=None)
    words = send(make_invitation(survey), text="روشنی", choice=1)

    english = client.post("/journey/", {"receipt": words}).content.decode()
    urdu = client.post("/journey/?lang=ur", {"receipt": words}).content.decode()

    assert "Very safe" in english
    assert "ur: Very safe" in urdu
    assert "روشنی" in english
    assert "روشنی" in urdu


def test_adults_are_asked_in_their_own_wording_in_every_language(client: Client) -> None:
    survey = make_survey(opened=False)
    question = survey.questions.all()[0]
    question.wordings.create(audience=Audience.BOARD, text="How safe do they feel?")
    translating.translate(survey, "pl", {"How safe do they feel?": "Jak się czują?"}, by=None)
    code = make_invitation(survey, audience=Audience.BOARD).code
    Survey.objects.filter(pk=survey.pk).update(status="open", opened_on="2026-01-01")

    assert "Jak się czują?" in client.get(f"/s/{code}/?lang=pl").content.decode()


def test_an_unchecked_translation_says_so_until_both_are_ticked(
    client: Client, worker: User
) -> None:
    survey = make_survey()
    translation = translating.translate(survey, "pl", in_full(survey), by=worker)
    assert UNCHECKED in page(client, survey)

    translating.check(translation, by=worker)
    assert UNCHECKED in page(client, survey)
    translating.check_interface("pl", read=translating.fingerprint("pl"), by=worker)

    assert UNCHECKED not in page(client, survey)


def test_safety_stands_there_in_english_too_until_the_interface_is_checked(
    client: Client, worker: User
) -> None:
    survey = make_survey()
    english = f'<span class="beside" lang="en-gb" dir="ltr">{DANGER}</span>'
    assert english in page(client, survey)
    assert DANGER in page(client, survey, "")

    translating.check_interface("pl", read=translating.fingerprint("pl"), by=worker)

    assert english not in page(client, survey)
    assert english in page(client, survey, "ur")


def test_a_changed_catalog_has_to_be_read_again(
    worker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    translating.check_interface("pl", read=translating.fingerprint("pl"), by=worker)
    assert translating.is_interface_checked("pl")

    monkeypatch.setattr(translating, "fingerprint", lambda language: "of another file")

    assert not translating.is_interface_checked("pl")


def test_a_changed_text_takes_the_tick_away(worker: User) -> None:
    survey = make_survey()
    translation = translating.translate(survey, "pl", in_full(survey), by=worker)
    translating.check(translation, by=worker)

    same = translating.translate(survey, "pl", in_full(survey), by=worker)
    assert same.checked_on is not None
    other = translating.translate(survey, "pl", in_full(survey) | {ASKED: IN_POLISH}, by=worker)

    assert other.checked_on is None


def test_a_translation_with_gaps_is_not_ticked(worker: User) -> None:
    translation = translating.translate(make_survey(), "pl", {ASKED: IN_POLISH}, by=worker)

    with pytest.raises(NotTranslated):
        translating.check(translation, by=worker)


def test_there_is_no_translation_into_english_or_into_a_language_without_a_catalog() -> None:
    for language in (settings.LANGUAGE_CODE, "xx", ""):
        with pytest.raises(NoSuchLanguage):
            translating.translate(make_survey(), language, {}, by=None)


def test_a_worker_translates_side_by_side_and_ticks(client: Client, worker: User) -> None:
    survey = make_survey()
    client.force_login(worker)
    path = f"/staff/surveys/{survey.pk}/languages/ur/"
    texts = in_full(survey, "ur")

    client.post(path, {"source": list(texts), "text": list(texts.values()), "check": "yes"})

    translation = survey.translations.get(language="ur")
    assert translation.texts == texts
    assert translation.checked_on is not None
    body = client.get(path).content.decode()
    assert f"ur: {ASKED}" in body
    assert "A change takes the tick away" in body


def test_a_text_of_several_lines_is_translated_whatever_a_browser_makes_of_their_ends(
    client: Client, worker: User
) -> None:
    """Browsers send two signs for the end of a line; some editors leave signs that nobody sees."""
    survey = make_survey()
    Survey.objects.filter(pk=survey.pk).update(about="First line.\n\nSecond line.")
    survey.refresh_from_db()
    client.force_login(worker)
    sources = [it.replace("\n", "\r\n") for it in translating.sources(survey)]
    texts = [f"pl\0: {it}" for it in sources]

    client.post(
        f"/staff/surveys/{survey.pk}/languages/pl/",
        {"source": sources, "text": texts, "check": "yes"},
    )

    translation = survey.translations.get()
    assert translation.texts["First line.\n\nSecond line."] == "pl: First line.\n\nSecond line."
    assert translation.checked_on is not None


def test_a_worker_who_ticks_too_early_is_told_and_loses_nothing(
    client: Client, worker: User
) -> None:
    survey = make_survey()
    client.force_login(worker)
    path = f"/staff/surveys/{survey.pk}/languages/pl/"

    told = client.post(
        path, {"source": [ASKED], "text": [IN_POLISH], "check": "yes"}, follow=True
    ).content.decode()

    assert "Translate every text first" in told
    assert IN_POLISH in told
    assert survey.translations.get().checked_on is None


def test_a_worker_reads_the_pages_beside_their_english_and_ticks(
    client: Client, worker: User
) -> None:
    client.force_login(worker)
    body = client.get("/staff/surveys/languages/pl/").content.decode()
    assert "Need to talk now?" in body
    assert "‹day›" in body
    assert "%(" not in body

    read = {"read": translating.fingerprint("pl")}
    listed = client.post("/staff/surveys/languages/pl/", read, follow=True).content.decode()

    assert "Checked on" in listed
    assert translating.is_interface_checked("pl")


def test_pages_that_changed_since_they_were_read_are_not_ticked(
    client: Client, worker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/staff/surveys/languages/pl/"
    client.force_login(worker)
    read = re.search(r'name="read" value="(\w+)"', client.get(path).content.decode())
    assert read
    monkeypatch.setattr(translating, "fingerprint", lambda _language: "another")

    told = client.post(path, {"read": read[1]}, follow=True).content.decode()
    without = client.post(path, follow=True).content.decode()

    assert "have changed since you opened them" in told
    assert "have changed since you opened them" in without
    assert not translating.is_interface_checked("pl")


def test_a_page_in_another_language_does_without_a_database(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether a person has checked it cannot be known then, so safety stands there twice."""

    def gone(*_args: object, **_options: object) -> None:
        raise OperationalError

    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.execute_sql", gone)

    response = client.get("/help/?lang=pl")

    assert response.status_code == 200
    assert UNCHECKED in response.content.decode()
    assert "0800 1111" in response.content.decode()
    assert "In danger now?" in response.content.decode()


def test_the_page_of_languages_says_what_is_left_in_each(client: Client, worker: User) -> None:
    survey = make_survey()
    translating.translate(survey, "pl", in_full(survey), by=worker)
    client.force_login(worker)

    body = client.get(f"/staff/surveys/{survey.pk}/languages/").content.decode()

    assert "Not checked" in body
    assert f"{len(in_full(survey))} to translate" in body


def test_the_api_asks_in_the_language_that_is_asked_for(client: Client) -> None:
    survey = make_survey()
    translating.translate(survey, "pl", {ASKED: IN_POLISH}, by=None)
    code = make_invitation(survey).code

    asked = client.get(f"/api/v1/invitations/{code}/?lang=pl").json()

    assert asked["questions"][0]["text"] == IN_POLISH
    assert asked["questions"][1]["text"] == "What would help?"
    assert (asked["language"], asked["translation_checked"]) == ("pl", False)
    assert asked["translation_complete"] is False
