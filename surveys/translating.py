"""A survey's texts in another language, and who has checked them.

What is not translated is shown in English and marked so. What no person has checked says so, until
a worker who reads the language ticks it; a text that changes takes the tick away.
"""

from __future__ import annotations

import gettext
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language_info

from backend.accounts.models import User
from backend.audit.log import record
from surveys.models import CatalogCheck, Survey, Translation


class NoSuchLanguage(Exception):
    """There is no catalog for it, or it is English."""


class NotTranslated(Exception):
    """Nothing to check: some texts have no translation yet."""


class NotRead(Exception):
    """What is ticked is not what was read: it changed in between."""


class Text(str):
    """A text as it is shown; `lang` names its language where that is not the page's."""

    lang: str

    def __new__(cls, value: str, lang: str = "") -> Text:
        text = super().__new__(cls, value)
        text.lang = lang
        return text


def english(text: str) -> str:
    """What adults wrote, to stand on a page in any language."""
    return Text(text, settings.LANGUAGE_CODE)


@dataclass
class Speaker:
    """Says a survey's texts in one language, and remembers whether it could."""

    texts: Mapping[str, str]
    is_checked: bool
    is_english: bool
    has_gaps: bool = False

    def say(self, text: str) -> str:
        """The text in the language, or in English and marked so."""
        if self.is_english or not text:
            return text
        if translated := self.texts.get(text):
            return Text(translated)
        self.has_gaps = True
        return Text(text, settings.LANGUAGE_CODE)


def languages() -> list[str]:
    """Languages other than English that there is a catalog for."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def speaker(survey_id: int, language: str) -> Speaker:
    if language not in languages():
        return Speaker({}, is_checked=True, is_english=True)
    found = Translation.objects.filter(survey=survey_id, language=language).first()
    if found is None:
        return Speaker({}, is_checked=True, is_english=False)
    return Speaker(found.texts, is_checked=found.checked_on is not None, is_english=False)


def say_survey(speaker: Speaker, survey: Survey) -> None:
    """Put what the speaker says in place of a survey's own texts, for a page; never saved."""
    survey.title, survey.about = speaker.say(survey.title), speaker.say(survey.about)
    plan = getattr(survey, "plan", None)
    if plan:
        plan.audience = speaker.say(plan.audience)
        plan.can_change = speaker.say(plan.can_change)
        plan.cannot_change = speaker.say(plan.cannot_change)


def sources(survey: Survey) -> list[str]:
    """Every English text of a survey that somebody who answers can read, in the page's order."""
    plan = getattr(survey, "plan", None)
    texts = [survey.title, survey.about]
    if plan:
        texts += [plan.audience, plan.can_change, plan.cannot_change]
    for question in survey.questions.all():
        texts += [question.text, question.help, question.why]
        for wording in question.wordings.all():
            texts += [wording.text, wording.help]
        texts += [choice.text for choice in question.choices.all()]
    return list(dict.fromkeys(text for text in texts if text))


@dataclass(frozen=True)
class Standing:
    """How far a survey is in one language."""

    code: str
    name: str
    missing: int
    is_checked: bool

    @property
    def left(self) -> str:
        return f"{self.missing} to translate"


def standing(survey: Survey) -> list[Standing]:
    """Each language that there is, with what is still to do; from what was fetched with it."""
    texts = sources(survey)
    found = {it.language: it for it in survey.translations.all()}
    return [
        Standing(
            code,
            str(get_language_info(code)["name"]),
            sum(not (found[code].texts.get(text) if code in found else "") for text in texts),
            code in found and found[code].checked_on is not None,
        )
        for code in languages()
    ]


@transaction.atomic
def translate(
    survey: Survey, language: str, texts: Mapping[str, str], *, by: User | None
) -> Translation:
    """Keep a survey's texts in a language, by their English; whatever changes has to be checked.

    Texts that the survey does not have are left aside; empty ones are shown in English.
    """
    if language not in languages():
        raise NoSuchLanguage(language)
    typed = {_typed(source): _typed(text) for source, text in texts.items()}
    known = {source: text for source in sources(survey) if (text := typed.get(_typed(source)))}
    found, _made = Translation.objects.select_for_update().get_or_create(
        survey=survey, language=language
    )
    if found.texts != known:
        found.texts, found.checked_on = known, None
        found.save(update_fields=["texts", "checked_on"])
        record("survey-translated", found, by=by)
    return found


def _typed(text: str) -> str:
    """A text without what browsers make of it: two signs for a line's end, signs nobody sees."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()


@transaction.atomic
def check(translation: Translation, *, by: User) -> None:
    """Tick a survey's translation; every text must have one."""
    translation = Translation.objects.select_for_update().get(pk=translation.pk)
    if not all(translation.texts.get(source) for source in sources(translation.survey)):
        raise NotTranslated("Translate every text first: some would be shown in English.")
    translation.checked_on = timezone.localdate()
    translation.save(update_fields=["checked_on"])
    record("translation-checked", translation, by=by)


# --- The interface --------------------------------------------------------------------------------


@cache
def catalog(language: str) -> dict[str, str]:
    """The interface's sentences in a language, by their English; the first form of plurals."""
    with _file(language).open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {
        (source[0] if isinstance(source, tuple) else source): text
        for source, text in known.items()
        if source and (not isinstance(source, tuple) or source[1] == 0)
    }


@cache
def fingerprint(language: str) -> str:
    return hashlib.sha256(_file(language).read_bytes()).hexdigest()


def _file(language: str) -> Path:
    if language not in languages():
        raise NoSuchLanguage(language)
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.mo"


def is_interface_checked(language: str) -> bool:
    """Has a person read the interface in this language as it is now? English always."""
    if language not in languages():
        return True
    return CatalogCheck.objects.filter(
        language=language, fingerprint=fingerprint(language)
    ).exists()


@transaction.atomic
def check_interface(language: str, *, read: str, by: User) -> CatalogCheck:
    """Tick the interface as it was `read`, which its fingerprint then said."""
    if read != fingerprint(language):
        raise NotRead("The pages have changed since you opened them. Read them again.")
    checked, _made = CatalogCheck.objects.update_or_create(
        language=language,
        defaults={"fingerprint": fingerprint(language), "checked_on": timezone.localdate()},
    )
    record("interface-checked", checked, by=by, language=language)
    return checked
