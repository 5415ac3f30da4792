"""What must never be is refused by the database itself, whatever the code above it forgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.chain import seal_all
from backend.audit.models import Event
from backend.stamped import Stamped
from participation.keeping.reminders.models import Digest, Reminder
from participation.meetings.models import (
    Action,
    ActionUpdate,
    AgendaItem,
    Body,
    Decision,
    Framework,
    Heading,
    Membership,
    Recommendation,
)
from participation.meetings.results.models import Guess
from participation.moderation.models import Claim, GroupNote, Reading, Theme, ThemeVoice, Voice
from participation.papers.models import IssuedPaper, WordTemplate
from participation.replies import approval
from participation.replies.models import Asked, Reply, Told, Verdict, VerdictRound
from participation.safeguarding import services as concerns
from participation.safeguarding.alerts.models import Alert, Duty
from participation.safeguarding.models import (
    Concern,
    ConcernNote,
    ConcernShutOut,
    HandOver,
    Look,
    Message,
    ShutOut,
)
from surveys.models import (
    Answer,
    Choice,
    DataProtectionNote,
    Invitation,
    KeptFrom,
    LastRound,
    Question,
    Response,
    Ruling,
    Survey,
    Translation,
    Wording,
)
from surveys.models.snapshots import CountedRound, Snapshot
from tests.factories import make_theme, send
from tests.urlmap import World, make_world

NOW = timezone.now()


def twice(thing: Model | None) -> None:
    """Insert what is there already a second time, under a new id."""
    assert thing is not None
    thing.pk = uuid4() if isinstance(thing.pk, UUID) else None
    thing.save(force_insert=True)


def remind() -> Reminder:
    person = User.objects.all()[0]
    digest = Digest.objects.create(person=person, on=NOW.date())
    return Reminder.objects.create(digest=digest, person=person, thing="action:1", step=1)


def pick_twice(world: World) -> None:
    send(world.invitation, choice=1)
    twice(Answer.objects.filter(choice__isnull=False).first())


def word_twice(world: World) -> None:
    question = Question.objects.earliest("pk")
    twice(Wording.objects.create(question=question, audience="board", text="How safe?"))


def judge_twice(world: World) -> None:
    response = Response.objects.get(answers=world.voice.answer)
    twice(Verdict.objects.create(reply=Reply.objects.get(), response=response, value="yes"))


def draft_again(**fields: Any) -> None:
    """The world's answer as a draft, which no trigger keeps as it is; then changed."""
    approval.to_draft(Reply.objects.get())
    Reply.objects.update(**fields)


def twice_in_a_round(**fields: Any) -> None:
    again = VerdictRound.objects.get()
    for name, value in fields.items():
        setattr(again, name, value)
    twice(again)


def pass_on_to_oneself(world: World) -> None:
    person = User.objects.earliest("pk")
    Claim.objects.create(answer=world.answer, by=person, passed_by=person, until=NOW)


def shut_out_twice(world: World) -> None:
    person = User.objects.earliest("pk")
    twice(ShutOut.objects.create(message=Message.objects.get(), user=person, by=person))


def over() -> Concern:
    """The world's concern with everything done about it that can be."""
    concern, by = Concern.objects.get(), User.objects.earliest("pk")
    concerns.look(concern, by=by)
    concerns.decide(concern, decision="referred", because="Hurt.", by=by)
    concerns.hand_over(concern, to="Front door", handed_at=NOW, by=by)
    concerns.close(concern, outcome="referred", text="Done.", by=by)
    return concern


def change_when_over(**fields: Any) -> None:
    over()
    Concern.objects.update(**fields)


def keep_from_twice(world: World) -> None:
    person = User.objects.earliest("pk")
    concern = Concern.objects.get()
    twice(ConcernShutOut.objects.create(concern=concern, user=person, by=person))


def guess_twice(world: World) -> None:
    twice(a_guess(world))


def a_guess(world: World) -> Guess:
    return Guess.objects.create(
        snapshot=Snapshot.objects.get(),
        question=world.ids["question"],
        figure=70,
        by=User.objects.earliest("pk"),
    )


def change_guess(world: World, figure: int | None) -> None:
    a_guess(world)
    Guess.objects.update(figure=figure)


def merge_and_leave_open(world: World) -> None:
    theme = make_theme()
    Theme.objects.filter(pk=world.ids["theme_id"]).update(merged_into=theme)


def sign_half(world: World) -> None:
    person = User.objects.earliest("pk")
    DataProtectionNote.objects.create(
        group=world.invitation.survey.group, written_by=person, written_on=NOW, signed_by=person
    )


REFUSED: dict[str, Callable[[World], Any]] = {
    "survey_dates_agree_with_status": lambda world: Survey.objects.update(status="closed"),
    "question_has_its_own_position": lambda world: twice(Question.objects.first()),
    "asked_once_a_round": lambda world: Question.objects.update(key=uuid4()),
    "two_sides_of_one_choice_about_all": lambda world: Question.objects.update(headline="agree"),
    "split_by_one_choice_about_you": lambda world: Question.objects.update(splits=True),
    "one_wording_for_an_audience": word_twice,
    "one_translation_a_language": lambda world: twice(
        Translation.objects.create(survey=world.invitation.survey, language="pl")
    ),
    "note_is_signed_by_somebody_some_day": sign_half,
    "one_not_sure_a_question": lambda world: twice(Choice.objects.filter(not_sure=True).first()),
    "a_choice_has_a_face_or_a_picture": lambda world: Choice.objects.update(
        face="good", picture="home"
    ),
    "only_single_use_is_used": lambda world: Invitation.objects.update(used=True),
    "answers_are_left_out_for_a_reason": lambda world: Ruling.objects.create(
        survey=world.answer.response.survey,
        audience="children",
        answers=1,
        counted=False,
        by=User.objects.earliest("pk"),
        on=NOW.date(),
    ),
    "only_live_rooms_are_paused": lambda world: Invitation.objects.update(paused=True),
    "only_live_rooms_count_who_opened": lambda world: Invitation.objects.update(opened=1),
    "only_single_use_is_made_in_batches": lambda world: Invitation.objects.update(batch=uuid4()),
    "invitation_opens_before_it_closes": lambda world: Invitation.objects.update(
        opens_at=NOW, closes_at=NOW
    ),
    "a_round_is_counted_once_an_audience": lambda world: twice(CountedRound.objects.get()),
    "the_board_guesses_once": guess_twice,
    "a_guess_is_of_a_hundred": lambda world: change_guess(world, 101),
    "without_a_figure_it_was_revealed": lambda world: change_guess(world, None),
    "answer_is_a_choice_or_words": lambda world: Answer.objects.update(text=""),
    "a_choice_is_picked_once": pick_twice,
    "words_are_given_once": lambda world: twice(world.answer),
    "words_are_decided_once": lambda world: twice(Reading.objects.current().first()),
    "rejecting_needs_a_reason": lambda world: Reading.objects.update(decision="rejected"),
    "a_voice_says_something": lambda world: Voice.objects.update(text=""),
    "a_voice_is_an_answer_that_was_read_or_a_note": lambda world: Voice.objects.update(
        reading=None
    ),
    "a_note_says_something": lambda world: GroupNote.objects.update(words=""),
    "quoted_only_once_agreed": lambda world: GroupNote.objects.update(quotable=True),
    "a_held_note_is_not_agreed": lambda world: GroupNote.objects.update(
        agreed_on=NOW, held_by=User.objects.earliest("pk")
    ),
    "a_theme_goes_into_another": lambda world: Theme.objects.update(
        merged_into=F("pk"), retired_on=NOW
    ),
    "a_merged_theme_is_retired": merge_and_leave_open,
    "a_voice_counts_once": lambda world: twice(ThemeVoice.objects.first()),
    "a_text_is_kept_from_once": lambda world: twice(
        KeptFrom.objects.create(answer=world.answer, user=User.objects.earliest("pk"))
    ),
    "there_is_one_last_round": lambda world: LastRound.objects.create(pk=2, began_at=NOW),
    "concern_closes_with_an_outcome": lambda world: Concern.objects.update(
        closed_at=timezone.now()
    ),
    "concern_is_seen_by_somebody_some_time": lambda world: Concern.objects.update(seen_at=NOW),
    "concern_is_decided_by_somebody_for_a_reason": lambda world: Concern.objects.update(
        decision="referred"
    ),
    "concern_stays_as_it_was_raised": lambda world: Concern.objects.update(verbatim="nicer"),
    "concern_is_seen_once": lambda world: change_when_over(seen_at=None, seen_by=None),
    "concern_is_decided_once": lambda world: change_when_over(decision="advice"),
    "concern_is_closed_once": lambda world: change_when_over(outcome="already_known"),
    "concern_note_stays": lambda world: (over(), ConcernNote.objects.update(text="nicer")),
    "hand_over_stays": lambda world: (over(), HandOver.objects.update(reference="A1")),
    "event_is_sealed_in_its_place": lambda world: Event.objects.filter(
        pk=Event.objects.latest("pk").pk
    ).update(position=99),
    "event_stays_as_it_was": lambda world: Event.objects.update(actor="7"),
    "event_is_sealed_once": lambda world: (seal_all(), Event.objects.update(seal="0" * 64)),
    "event_stays": lambda world: Event.objects.all().delete(),
    "look_stays": lambda world: (over(), Look.objects.update(at=NOW)),
    "a_person_is_kept_from_a_concern_once": keep_from_twice,
    "duty_ends_after_it_starts": lambda world: Duty.objects.update(ends_at=F("starts_at")),
    "duty_has_one_of_three_steps": lambda world: Duty.objects.update(step=4),
    "alert_is_about_one_thing": lambda world: Alert.objects.update(
        concern=Concern.objects.get(), answer=world.answer
    ),
    "alert_about_words_keeps_no_time": lambda world: Alert.objects.filter(concern=None).update(
        due_at=NOW
    ),
    "alert_is_acknowledged_by_somebody_some_time": lambda world: Alert.objects.update(
        acknowledged_at=NOW
    ),
    "message_has_what_its_door_needs": lambda world: Message.objects.update(words=""),
    "only_complaints_are_about_something": lambda world: Message.objects.update(about=""),
    "complaint_about_a_reader_goes_past_them": lambda world: Message.objects.update(about="reader"),
    "message_closes_answered_with_an_outcome": lambda world: Message.objects.update(
        closed_on=timezone.localdate(), outcome="done"
    ),
    "a_person_is_shut_out_once": shut_out_twice,
    "decision_confirmed_by_somebody_at_some_time": lambda world: Decision.objects.update(
        confirmed_by=None
    ),
    "action_comes_from_somewhere": lambda world: Action.objects.update(decision=None),
    "action_done_since_some_day": lambda world: Action.objects.update(status="done"),
    "a_body_is_part_of_another": lambda world: Body.objects.update(parent=F("pk")),
    "a_body_ends_after_it_began": lambda world: Body.objects.update(
        founding_date="2026-02-02", dissolution_date="2026-02-01"
    ),
    "a_membership_ends_after_it_began": lambda world: Membership.objects.update(
        start_date="2026-02-02", end_date="2026-02-01"
    ),
    "nobody_is_their_own_deputy": lambda world: Membership.objects.update(deputy_for=F("pk")),
    "a_person_sits_once_for_the_same": lambda world: twice(Membership.objects.first()),
    "exempt_by_a_paragraph_and_a_reason": lambda world: AgendaItem.objects.update(
        access="part_exempt"
    ),
    "an_exempt_item_has_no_public_text": lambda world: AgendaItem.objects.update(
        access="exempt", exempt_paragraph=1, exempt_reason="A family.", notes="Text"
    ),
    "an_update_says_something": lambda world: ActionUpdate.objects.create(
        action=Action.objects.earliest("pk"), by=User.objects.earliest("pk")
    ),
    "confirmed_with_weight_and_reasons": lambda world: Decision.objects.update(reasons=""),
    "an_update_is_never_rewritten": lambda world: ActionUpdate.objects.update(text="Better."),
    "a_framework_has_each_version_once": lambda world: twice(Framework.objects.first()),
    "a_heading_is_numbered_once": lambda world: twice(Heading.objects.first()),
    "one_digest_a_person_a_day": lambda world: twice(remind().digest),
    "each_step_is_reminded_of_once": lambda world: twice(remind()),
    "papers_have_each_version_once": lambda world: twice(IssuedPaper.objects.first()),
    "issued_papers_stay": lambda world: IssuedPaper.objects.update(public={"title": "Nicer"}),
    "there_is_one_word_template": lambda world: twice(WordTemplate.objects.first()),
    "agenda_number_is_used_once": lambda world: twice(AgendaItem.objects.first()),
    "reference_is_used_once_a_source": lambda world: twice(Recommendation.objects.first()),
    "signs_go_with_the_words": lambda world: Answer.objects.filter(choice=None).update(
        text="", erased_on=NOW.date(), signs="oneself"
    ),
    "only_words_wait": lambda world: Answer.objects.exclude(choice=None).update(waiting=True),
    "only_changed_words_have_something_taken_out": lambda world: Reading.objects.update(
        decision="approved", taken_out="name"
    ),
    "words_are_passed_on_to_somebody_else": pass_on_to_oneself,
    "an_agency_is_asked_once_a_theme": lambda world: twice(Asked.objects.first()),
    "reply_has_what_its_state_demands": lambda world: draft_again(state="we_cant"),
    "reply_sent_for_approval_some_day": lambda world: draft_again(status="sent"),
    "reply_approved_before_children_see_it": lambda world: draft_again(
        status="published", sent_on=NOW, published_on=NOW, published_by=F("written_by")
    ),
    "nobody_approves_what_they_wrote": lambda world: Reply.objects.update(
        approved_by=F("written_by")
    ),
    "reply_sent_back_by_somebody_with_a_note": lambda world: Reply.objects.update(
        sent_back_because="Too long."
    ),
    "an_approved_reply_stays_as_it_was_read": lambda world: Reply.objects.update(text="Nicer."),
    "told_somehow": lambda world: Told.objects.update(how=""),
    "no_more_verdicts_than_children": lambda world: VerdictRound.objects.update(
        given=F("present") + 1
    ),
    "one_open_verdict_round_a_reply": lambda world: twice_in_a_round(code="BCDF23"),
    "a_verdict_is_by_receipt_or_in_a_round": lambda world: Verdict.objects.create(
        reply=Reply.objects.get(), value="yes"
    ),
    "one_verdict_a_page_of_a_round": lambda world: twice(
        Verdict.objects.create(
            reply=Reply.objects.get(), round=VerdictRound.objects.get(), value="no", token_hash="a"
        )
    ),
    "reply_published_by_somebody_on_some_day": lambda world: Reply.objects.update(
        published_by=None
    ),
    "one_verdict_a_reply_and_receipt": judge_twice,
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_what_must_never_be_is_refused(name: str, worker: User) -> None:
    world = make_world(worker)

    with pytest.raises(IntegrityError), transaction.atomic():
        REFUSED[name](world)


def test_every_constraint_has_a_row() -> None:
    ours = (
        apps.get_app_config(label).get_models() for label in ("audit", "surveys", "participation")
    )
    all_of_them = [it for models in ours for model in models for it in model._meta.constraints]
    # A stamp refuses nothing: tests/surveys/test_asking.py.
    names = {it.name for it in all_of_them if not isinstance(it, Stamped)}

    assert names == REFUSED.keys()
