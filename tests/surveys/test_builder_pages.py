"""The pages on which surveys are made, as a worker without a manual meets them."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import User
from surveys import building, drafting
from surveys.drafts import ChoiceDraft, QuestionDraft
from surveys.models import Question, Survey
from tests.factories import make_group, make_survey

pytestmark = pytest.mark.django_db
SURVEYS = "/staff/surveys/"


@pytest.fixture
def site(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


@pytest.fixture
def survey() -> Survey:
    return make_survey(opened=False)


def page(survey: Survey) -> str:
    return f"{SURVEYS}{survey.pk}/"


def change(question: Question) -> str:
    return f"{SURVEYS}{question.survey_id}/questions/{question.pk}/change/"


def typed(*choices: str, **fields: Any) -> dict[str, Any]:
    """A question's form as a browser sends it."""
    rows = {f"choice-{at}": text for at, text in enumerate(choices)}
    data = {"kind": "single", "text": "Which?", "about": "all", "rows": len(choices)}
    return {**data, **rows, **{name.replace("__", "-"): it for name, it in fields.items()}}


def sent_back(site: Client, question: Question, **changes: Any) -> dict[str, Any]:
    """What the form of a question holds, as a browser would send it back."""
    form = site.get(change(question))
    body = form.content.decode()
    rows = form.context["form"].rows
    data = {it.html_name: it.value() for it in form.context["form"] if it.value()}
    for row in rows:
        data |= {row.name: row.text, f"{row.name}-id": row.id, f"{row.name}-picture": row.picture}
    seen = re.search(r'name="seen" value="(\w+)"', body)
    assert seen
    return {**data, "kind": question.kind, "rows": len(rows), "seen": seen[1], **changes}


def shown(body: str) -> str:
    """The page inside the phone's frame."""
    found = re.search(r'srcdoc="([^"]*)"', body)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize(
    "path", ["surveys/new/", "surveys/templates/", "notes/new/", "themes/new/"]
)
def test_where_there_is_one_group_nobody_has_to_choose_it(site: Client, path: str) -> None:
    group = make_group("CHANCE")

    of_one = site.get(f"/staff/{path}").content.decode()
    make_group("Sparrows")
    of_two = site.get(f"/staff/{path}").content.decode()

    assert f'<option value="{group.pk}" selected>CHANCE</option>' in of_one
    assert '<option value="" selected>Choose one</option>' in of_two


def test_a_survey_is_begun_and_its_first_question_asked(site: Client) -> None:
    group = make_group("CHANCE")

    begun = site.post(f"{SURVEYS}new/", {"group": group.pk, "title": "Buses"}, follow=True)
    survey = Survey.objects.get(title="Buses")
    kinds = site.get(f"{page(survey)}questions/add/").content.decode()
    added = site.post(
        f"{page(survey)}questions/add/", typed("A bus", "A lamp", why="To choose."), follow=True
    )

    assert "Add the first question" in begun.content.decode()
    assert kinds.count('href="?kind=') == 5
    assert "Added: “Which?”" in added.content.decode()
    assert [it.text for it in survey.questions.get().choices.all()] == [
        "A bus",
        "A lamp",
        "I am not sure",
    ]


def test_who_has_no_group_is_led_to_make_one(site: Client) -> None:
    assert "/admin/surveys/group/add/" in site.get(f"{SURVEYS}new/").content.decode()


def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(
    site: Client, survey: Survey
) -> None:
    answer = site.post(f"{page(survey)}questions/add/", typed("Only one", why="Because"))

    body = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#choice-0">Give at least two choices.' in body
    assert 'value="Only one"' in body
    assert 'value="Because"' in body


def test_without_script_a_button_gives_more_rows_and_keeps_what_is_typed(
    site: Client, survey: Survey
) -> None:
    rows = [f"Choice {at}" for at in range(6)]

    answer = site.post(f"{page(survey)}questions/add/", typed(*rows, text="", do="more"))

    body = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="choice-8"' in body
    assert 'value="Choice 5"' in body
    assert "There is a problem" not in body
    assert survey.questions.count() == 2


def test_another_kind_keeps_what_is_typed(site: Client, survey: Survey) -> None:
    data = typed("Very", "Not very", text="How warm is it?", kind__to="faces")

    body = site.post(f"{page(survey)}questions/add/", data).content.decode()

    assert "Add a question: faces" in body
    assert 'value="Not very"' in body
    assert 'value="How warm is it?"' in body
    assert "-picture" not in body


def test_each_kind_shows_what_it_needs_and_no_more(site: Client, survey: Survey) -> None:
    def form(kind: str) -> str:
        return site.get(f"{page(survey)}questions/add/?kind={kind}").content.decode()

    faces, words, several = form("faces"), form("text"), form("multiple")

    assert "Phrase 6" in words
    assert "Phrase 7" not in words
    assert 'name="headline"' in faces
    assert 'name="headline"' not in words + several
    assert 'name="splits"' not in words + several
    assert 'value="Yes"' in form("yes_no")


def test_a_question_is_changed_in_its_form(site: Client, survey: Survey) -> None:
    asked = survey.questions.get(kind="faces")
    ids = [it.pk for it in asked.choices.all()]

    answer = site.post(change(asked), sent_back(site, asked, text="How safe is it?"))

    asked.refresh_from_db()
    assert answer.status_code == 302
    assert asked.text == "How safe is it?"
    assert [it.pk for it in asked.choices.all()] == ids


def test_who_comes_second_is_told_and_may_save_again(site: Client, survey: Survey) -> None:
    asked = survey.questions.get(kind="text")
    mine = sent_back(site, asked, text="Mine?")
    site.post(change(asked), sent_back(site, asked, text="Theirs?"))

    told = site.post(change(asked), mine)

    asked.refresh_from_db()
    body = told.content.decode()
    assert asked.text == "Theirs?"
    assert "Somebody else has changed this" in body
    assert 'value="Mine?"' in body
    seen = re.search(r'name="seen" value="(\w+)"', body)
    assert seen
    site.post(change(asked), mine | {"seen": seen[1]})
    asked.refresh_from_db()
    assert asked.text == "Mine?"


def test_questions_move_by_buttons_and_are_copied(site: Client, survey: Survey) -> None:
    faces, words = survey.questions.all()
    body = site.get(page(survey)).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', body)
    assert seen
    url = f"{page(survey)}questions/"

    site.post(f"{url}{words.pk}/move/", {"way": "up", "seen": seen[1]})
    stale = site.post(f"{url}{words.pk}/move/", {"way": "down", "seen": seen[1]}, follow=True)
    copied = site.post(f"{url}{faces.pk}/copy/")

    assert "Somebody else has changed this" in stale.content.decode()
    assert [it.kind for it in survey.questions.all()] == ["text", "faces", "faces"]
    assert copied["Location"] == change(survey.questions.all()[2])


def test_a_question_is_removed_after_a_page_that_says_what_hangs_on_it(
    site: Client, survey: Survey, worker: User
) -> None:
    faces = survey.questions.get(kind="faces")
    unsafe = faces.choices.get(text="Not safe at all")
    draft = QuestionDraft(kind="text", text="What happens there?", show_if=(unsafe.pk,))
    drafting.add_question(survey, draft, by=worker)
    url = f"{page(survey)}questions/{faces.pk}/remove/"

    asks = site.get(url)
    site.post(url, {"seen": asks.context["seen"]})

    assert "1 other question hangs on its answers" in asks.content.decode()
    assert "What happens there?" in asks.content.decode()
    assert [it.text for it in survey.questions.all()] == ["What would help?", "What happens there?"]


def test_the_texts_of_a_survey_are_changed_with_how_they_read_beside(
    site: Client, survey: Survey
) -> None:
    form = site.get(f"{page(survey)}texts/")
    data = {"group": survey.group_id, "title": "Where you live", "about": "About the place."}

    site.post(f"{page(survey)}texts/", data | {"seen": form.context["seen"]})
    late = site.post(f"{page(survey)}texts/", data | {"title": "B", "seen": form.context["seen"]})

    survey.refresh_from_db()
    assert "Longest sentence: 4 words." in form.content.decode()
    assert survey.title == "Where you live"
    assert "Somebody else has changed this" in late.content.decode()


def test_a_draft_is_removed_after_a_page_that_asks(site: Client, survey: Survey) -> None:
    asks = site.get(f"{page(survey)}remove/").content.decode()
    site.post(f"{page(survey)}remove/")

    assert "This cannot be undone" in asks
    assert not Survey.objects.exists()


@pytest.mark.parametrize("is_closed", [False, True])
def test_what_was_asked_is_shown_and_not_changed(
    site: Client, worker: User, is_closed: bool
) -> None:
    survey = make_survey()
    asked = survey.questions.get(kind="text")
    if is_closed:
        building.close_survey(survey, by=worker)

    body = site.get(page(survey)).content.decode()
    for url in (change(asked), f"{page(survey)}questions/add/", f"{page(survey)}texts/"):
        site.post(url, typed("A", "B", text="Changed?", group=survey.group_id, title="New"))
    for url in (f"{page(survey)}remove/", f"{page(survey)}questions/{asked.pk}/remove/"):
        site.post(url, {"seen": "x"})
    site.post(f"{page(survey)}questions/{asked.pk}/copy/")
    site.post(f"{page(survey)}questions/{asked.pk}/move/", {"way": "up"})

    assert "What was asked stays as it was" in body
    assert "Ask it again: next round" in body
    assert "/change/" not in body
    assert [it.text for it in survey.questions.all()] == [
        "How safe do you feel where you live?",
        "What would help?",
    ]
    assert Survey.objects.get().title == "Safety where you live"


def test_a_next_round_is_a_draft_that_leads_to_its_own_page(site: Client) -> None:
    survey = make_survey()

    body = site.post(f"{page(survey)}next-round/", follow=True).content.decode()

    assert "asks the same as an earlier round" in body
    assert "Add a question" in body


def test_findings_stand_beside_each_text_and_a_stop_takes_the_way_to_open(
    site: Client, survey: Survey, worker: User
) -> None:
    own = QuestionDraft(kind="yes_no", text="Have you ever been arrested?", why="To know.")
    drafting.add_question(survey, own, by=worker)

    body = site.get(page(survey)).content.decode()
    form = site.get(change(survey.questions.all()[2])).content.decode()

    gate = body.split('id="gate-title"')[1]
    assert "“Have you ever been arrested?”: It asks" in gate
    assert "Open this survey" not in body
    beside = form.split('data-beside="text"')[1].split("</div>\n\n")[0]
    assert "Must change before it opens:" in beside
    assert "what would help, never what a child carries or has done" in beside


def test_the_phone_shows_the_childs_own_page_and_nothing_is_sent_from_it(
    site: Client, survey: Survey
) -> None:
    answer = site.get(f"{page(survey)}preview/")

    body = answer.content.decode()
    inside = shown(body)
    assert 'sandbox="allow-same-origin"' in body
    assert "Nothing is sent from here" in body
    assert "How safe do you feel where you live?" in inside
    assert "We ask because: The Board meets about this." in inside
    assert "css/child" in inside
    assert '<base target="_blank">' in inside
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert not survey.invitations.exists()


def test_the_preview_speaks_each_audiences_words_and_each_language(
    site: Client, survey: Survey
) -> None:
    asked = survey.questions.get(kind="faces")
    building.word_for(asked, {"board": "How safe are children?"})
    url = f"{page(survey)}preview/"

    board = shown(site.get(url, {"audience": "board"}).content.decode())
    urdu = shown(site.get(url, {"language": "ur"}).content.decode())

    assert "How safe are children?" in board
    assert 'dir="rtl"' in urdu


def test_what_is_typed_is_shown_as_a_child_sees_it_and_kept_nowhere(
    site: Client, survey: Survey
) -> None:
    data = typed("A <b>bus</b>", "A lamp", text="Which <i>one</i> helps?", why="To choose.")

    answer = site.post(f"{page(survey)}questions/show/", data | {"choice-1-picture": "light"})

    body = answer.content.decode()
    inside = shown(body)
    assert "Which &lt;i&gt;one&lt;/i&gt; helps?" in inside
    assert "A &lt;b&gt;bus&lt;/b&gt;" in inside
    assert "We ask because: To choose." in inside
    assert "I am not sure" in inside
    assert body.count("data-beside=") == 5
    assert survey.questions.count() == 2


@pytest.mark.parametrize(
    "data", [{}, {"kind": "nothing", "rows": "many"}, {"kind": "faces", "rows": "999"}]
)
def test_what_no_form_of_ours_sends_is_shown_as_far_as_it_goes(
    site: Client, survey: Survey, data: dict[str, str]
) -> None:
    odd = data | {"choice-0": "A\0", "choice-0-picture": "../x", "choice-0-id": "x", "show_if": "x"}

    assert site.post(f"{page(survey)}questions/show/", odd).status_code == 200


def test_each_language_says_how_far_it_is_and_leads_on(site: Client, survey: Survey) -> None:
    body = site.get(f"{page(survey)}languages/").content.decode()

    assert f'href="{page(survey)}languages/pl/"' in body
    assert "to translate" in body


def test_a_survey_of_many_questions_costs_no_more_queries(
    site: Client, survey: Survey, worker: User
) -> None:
    def queries(number: int) -> int:
        for at in range(number):
            first = survey.questions.all()[0].choices.all()[0]
            draft = QuestionDraft(
                kind="single",
                text=f"Which {at}?",
                choices=(ChoiceDraft("A"), ChoiceDraft("B")),
                wordings={"board": ("Which?", "")},
                show_if=(first.pk,),
            )
            drafting.add_question(survey, draft, by=worker)
        with CaptureQueriesContext(connection) as captured:
            site.get(page(survey))
        return len(captured)

    few = queries(2)

    assert queries(12) == few <= 20
