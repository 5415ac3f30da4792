"""The one table of who may call what: URLs, API calls, sockets. A route without a row fails."""

from __future__ import annotations

from dataclasses import dataclass

from backend.accounts.permissions import Permission as P

ANYONE = None


@dataclass(frozen=True)
class Row:
    """Which methods a route answers, and the permission that reading and writing need."""

    methods: str
    read: P | None
    write_as: P | None = None

    @property
    def write(self) -> P | None:
        return self.write_as or self.read


PUBLIC = {
    "": Row("GET POST", ANYONE),
    "s/<str:code>/": Row("GET POST", ANYONE),
    "tablet/<str:code>/": Row("GET", ANYONE),
    "tablet.js": Row("GET", ANYONE),
    "v/<str:code>/": Row("GET POST", ANYONE),
    "replies/": Row("GET", ANYONE),
    "replies/<slug:slug>/": Row("GET", ANYONE),
    "journey/": Row("GET POST", ANYONE),
    "tell/": Row("GET POST", ANYONE),
    "complain/": Row("GET POST", ANYONE),
    "advocate/": Row("GET POST", ANYONE),
    "messages/": Row("GET POST", ANYONE),
    "help/": Row("GET", ANYONE),
    "privacy/": Row("GET", ANYONE),
    "about/": Row("GET", ANYONE),
    "accessibility/": Row("GET", ANYONE),
    "calendar/<str:token>.ics": Row("GET", ANYONE),
    ".well-known/security.txt": Row("GET", ANYONE),
    "healthz": Row("GET", ANYONE),
    "readyz": Row("GET", ANYONE),
    "metrics": Row("GET", ANYONE),
}

STAFF = {
    "staff/": Row("GET", P.SEE_STAFF_HOME),
    "staff/actions/": Row("GET", P.READ_MEETINGS),
    "staff/actions/<int:action_id>/evidence/add/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/actions/<int:action_id>/updates/add/": Row("GET POST", P.UPDATE_ACTIONS),
    "staff/actions/late/": Row("GET", P.READ_MEETINGS),
    "staff/actions/<int:pk>/": Row("GET", P.READ_MEETINGS),
    "staff/actions/<int:pk>/edit/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/actions/<int:pk>/remove/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/actions/<int:pk>/status/": Row("POST", P.WRITE_MEETINGS),
    "staff/actions/evidence/<int:pk>/edit/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/actions/evidence/<int:pk>/remove/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/audit/": Row("GET", P.SEE_AUDIT),
    "staff/bodies/": Row("GET", P.READ_MEETINGS),
    "staff/bodies/<int:pk>/": Row("GET", P.READ_MEETINGS),
    "staff/bodies/<int:pk>/members/add/": Row("GET POST", P.WRITE_MEETINGS),
    **{
        f"staff/bodies/members/<int:pk>/{deed}/": Row("GET POST", P.WRITE_MEETINGS)
        for deed in ("deputy", "edit", "end", "remove")
    },
    "staff/bodies/<int:pk>/edit/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/bodies/<int:pk>/names/add/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/bodies/<int:pk>/remove/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/bodies/add/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/bodies/names/<int:pk>/edit/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/bodies/names/<int:pk>/remove/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/calendar/": Row("GET", P.READ_MEETINGS),
    "staff/calendar/end/": Row("POST", P.READ_MEETINGS),
    "staff/calendar/make/": Row("POST", P.READ_MEETINGS),
    "staff/concerns/": Row("GET", P.HANDLE_CONCERNS),
    "staff/concerns/<uuid:concern_id>/": Row("GET", P.HANDLE_CONCERNS),
    **{
        f"staff/concerns/<uuid:concern_id>/{deed}/": Row("POST", P.HANDLE_CONCERNS)
        for deed in ("have", "decide", "hand-over", "notes", "shut-out", "close")
    },
    "staff/alerts/<uuid:alert_id>/": Row("GET POST", P.HANDLE_CONCERNS),
    "staff/rota/": Row("GET POST", P.KEEP_ROTA),
    "staff/rota/<int:duty_id>/remove/": Row("POST", P.KEEP_ROTA),
    "staff/rota/numbers/": Row("POST", P.HANDLE_CONCERNS),
    "staff/groups/": Row("GET", P.SEE_NOTES),
    "staff/groups/<int:group_id>/note/": Row("GET", P.SEE_NOTES),
    "staff/groups/<int:group_id>/note/write/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/groups/<int:group_id>/note/sign/": Row("POST", P.SIGN_NOTES),
    "staff/groups/<int:group_id>/note.txt": Row("GET", P.SEE_NOTES),
    "staff/gap/<int:survey_id>/": Row("GET", P.SEE_RESULTS),
    "staff/gap/<int:survey_id>/gap.csv": Row("GET", P.SEE_RESULTS),
    "staff/gap/<int:survey_id>/look/": Row("GET POST", P.GUESS),
    "staff/gap/<int:survey_id>/<uuid:question>/guess/": Row("POST", P.GUESS),
    "staff/gap/<int:survey_id>/<uuid:question>/reveal/": Row("POST", P.GUESS),
    "staff/housekeeping/": Row("GET", P.SEE_HOUSEKEEPING),
    "staff/housekeeping/letters/": Row("POST", P.ADMINISTER),
    "staff/live/<str:code>/": Row("GET", P.BUILD_SURVEYS),
    "staff/live/<str:code>/close/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/live/<str:code>/go-on/": Row("POST", P.BUILD_SURVEYS),
    "staff/live/<str:code>/now/": Row("GET", P.BUILD_SURVEYS),
    "staff/live/<str:code>/pause/": Row("POST", P.BUILD_SURVEYS),
    "staff/live/<str:code>/screen/": Row("GET", P.BUILD_SURVEYS),
    "staff/live/<str:code>/screen/now/": Row("GET", P.BUILD_SURVEYS),
    "staff/meetings/": Row("GET", P.READ_MEETINGS),
    "staff/meetings/<int:meeting_id>/children/": Row("POST", P.WRITE_MEETINGS),
    "staff/meetings/<int:meeting_id>/items/add/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/meetings/<int:pk>/": Row("GET", P.READ_MEETINGS),
    "staff/meetings/<int:pk>/agenda/": Row("GET", P.READ_MEETINGS),
    "staff/meetings/<int:pk>/cancel/": Row("POST", P.WRITE_MEETINGS),
    "staff/meetings/<int:pk>/edit/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/meetings/<int:pk>/meeting.ics": Row("GET", P.READ_MEETINGS),
    "staff/meetings/<int:pk>/minutes/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/meetings/<int:pk>/minutes/resolved/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/meetings/<int:pk>/record/": Row("GET", P.WRITE_MEETINGS),
    "staff/meetings/<int:pk>/record/decisions/<int:decision_id>/": Row("POST", P.WRITE_MEETINGS),
    "staff/meetings/<int:pk>/record/decisions/<int:decision_id>/actions/": Row(
        "POST", P.WRITE_MEETINGS
    ),
    "staff/meetings/<int:pk>/record/items/<int:item_id>/": Row("POST", P.WRITE_MEETINGS),
    "staff/meetings/<int:pk>/remove/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/meetings/<int:pk>/restore/": Row("POST", P.WRITE_MEETINGS),
    "staff/meetings/add/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/meetings/decisions/<int:decision_id>/actions/add/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/meetings/decisions/<int:pk>/confirm/": Row("POST", P.WRITE_MEETINGS),
    "staff/meetings/decisions/<int:pk>/edit/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/meetings/decisions/<int:pk>/remove/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/meetings/decisions/<int:pk>/unconfirm/": Row("POST", P.WRITE_MEETINGS),
    "staff/meetings/items/<int:item_id>/decisions/add/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/meetings/items/<int:pk>/edit/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/meetings/items/<int:pk>/remove/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/messages/": Row("GET", P.HANDLE_MESSAGES),
    "staff/messages/<uuid:message_id>/": Row("GET", P.HANDLE_MESSAGES),
    **{
        f"staff/messages/<uuid:message_id>/{deed}/": Row("POST", P.HANDLE_MESSAGES)
        for deed in ("answer", "notes", "shut-out", "hand-on", "close")
    },
    "staff/moderation/": Row("GET", P.MODERATE),
    "staff/moderation/<uuid:answer_id>/": Row("GET", P.MODERATE),
    "staff/moderation/<uuid:answer_id>/decide/": Row("POST", P.MODERATE),
    "staff/moderation/<uuid:answer_id>/escalate/": Row("GET POST", P.MODERATE),
    **{
        f"staff/moderation/<uuid:answer_id>/{deed}/": Row("POST", P.MODERATE)
        for deed in ("take-over", "renew", "release", "pass", "take-out")
    },
    "staff/moderation/care/": Row("GET POST", P.MODERATE),
    "staff/moderation/care/break/": Row("GET POST", P.MODERATE),
    "staff/moderation/care/carry-on/": Row("POST", P.MODERATE),
    "staff/moderation/next/": Row("GET", P.MODERATE),
    "staff/moderation/readings/<int:reading_id>/again/": Row("GET POST", P.MODERATE),
    "staff/moderation/decided/": Row("GET", P.MODERATE),
    "staff/moderation/held/": Row("GET", P.MODERATE),
    "staff/moderation/list/": Row("GET", P.MODERATE),
    "staff/moderation/readings/<int:reading_id>/undo/": Row("POST", P.MODERATE),
    "staff/notes/": Row("GET", P.MODERATE),
    "staff/notes/new/": Row("GET POST", P.MODERATE),
    "staff/notes/<int:note_id>/": Row("GET POST", P.MODERATE),
    "staff/notes/<int:note_id>/read-back/": Row("GET", P.MODERATE),
    "staff/notes/<int:note_id>/agree/": Row("POST", P.MODERATE),
    "staff/notes/<int:note_id>/take-back/": Row("POST", P.MODERATE),
    "staff/notes/<int:note_id>/worried/": Row("GET POST", P.MODERATE),
    "staff/meetings/<int:meeting_id>/papers/": Row("GET", P.READ_MEETINGS),
    "staff/meetings/<int:meeting_id>/papers.docx": Row("GET", P.READ_MEETINGS),
    "staff/meetings/<int:meeting_id>/papers.pdf": Row("GET", P.READ_MEETINGS),
    "staff/meetings/<int:meeting_id>/papers/board/": Row("GET", P.READ_EXEMPT),
    "staff/meetings/<int:meeting_id>/papers/board.docx": Row("GET", P.READ_EXEMPT),
    "staff/meetings/<int:meeting_id>/papers/board.pdf": Row("GET", P.READ_EXEMPT),
    "staff/meetings/<int:meeting_id>/papers/easy/": Row("GET", P.READ_MEETINGS),
    "staff/meetings/<int:meeting_id>/papers/easy.pdf": Row("GET", P.READ_MEETINGS),
    "staff/meetings/<int:meeting_id>/papers/issue/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/papers/<int:paper_id>/": Row("GET", P.READ_MEETINGS),
    "staff/papers/<int:paper_id>/papers.docx": Row("GET", P.READ_MEETINGS),
    "staff/papers/<int:paper_id>/papers.pdf": Row("GET", P.READ_MEETINGS),
    "staff/papers/<int:paper_id>/board/": Row("GET", P.READ_EXEMPT),
    "staff/papers/<int:paper_id>/board.docx": Row("GET", P.READ_EXEMPT),
    "staff/papers/<int:paper_id>/board.pdf": Row("GET", P.READ_EXEMPT),
    "staff/papers/template/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/papers/template/file/": Row("GET", P.WRITE_MEETINGS),
    "staff/papers/template/remove/": Row("POST", P.WRITE_MEETINGS),
    "staff/evidence-pack/": Row("GET", P.MAKE_EVIDENCE),
    "staff/evidence-pack/pack.docx": Row("GET", P.MAKE_EVIDENCE),
    "staff/evidence-pack/pack.pdf": Row("GET", P.MAKE_EVIDENCE),
    "staff/standards/": Row("GET", P.MAKE_EVIDENCE),
    "staff/standards/frameworks/add/": Row("GET POST", P.MAKE_EVIDENCE),
    **{
        f"staff/standards/{one}/": Row("GET POST", P.MAKE_EVIDENCE)
        for one in (
            *("frameworks/<int:pk>/edit", "frameworks/<int:pk>/remove"),
            *("frameworks/<int:pk>/headings/add", "headings/<int:pk>/edit"),
            "headings/<int:pk>/remove",
        )
    },
    "staff/people/": Row("GET", P.ADMINISTER),
    "staff/people/invite/": Row("GET POST", P.ADMINISTER),
    "staff/people/<int:person_id>/": Row("GET POST", P.ADMINISTER),
    "staff/people/<int:person_id>/second-step/": Row("POST", P.ADMINISTER),
    "staff/people/<int:person_id>/sign-out/": Row("POST", P.ADMINISTER),
    "staff/people/<int:person_id>/switch/": Row("POST", P.ADMINISTER),
    "staff/people/<int:person_id>/write/": Row("POST", P.ADMINISTER),
    "staff/recommendations/": Row("GET", P.READ_MEETINGS),
    "staff/recommendations/<int:pk>/": Row("GET", P.READ_MEETINGS),
    "staff/recommendations/export/": Row("GET", P.READ_MEETINGS),
    "staff/recommendations/import/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/recommendations/import/write/": Row("POST", P.WRITE_MEETINGS),
    "staff/recommendations/sources/": Row("GET", P.READ_MEETINGS),
    "staff/recommendations/<int:pk>/edit/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/recommendations/<int:pk>/remove/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/recommendations/<int:recommendation_id>/actions/add/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/recommendations/sources/<int:pk>/edit/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/recommendations/sources/<int:pk>/remove/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/recommendations/sources/<int:source_id>/recommendations/add/": Row(
        "GET POST", P.WRITE_MEETINGS
    ),
    "staff/recommendations/sources/add/": Row("GET POST", P.WRITE_MEETINGS),
    "staff/replies/": Row("GET", P.READ_REPLIES),
    "staff/replies/<int:pk>/": Row("GET", P.READ_REPLIES),
    "staff/replies/<int:pk>/edit/": Row("GET POST", P.WRITE_REPLIES),
    "staff/replies/waiting/": Row("GET", P.APPROVE_REPLIES),
    "staff/replies/<int:pk>/send/": Row("POST", P.WRITE_REPLIES),
    "staff/replies/<int:pk>/approve/": Row("POST", P.APPROVE_REPLIES),
    "staff/replies/<int:pk>/send-back/": Row("GET POST", P.APPROVE_REPLIES),
    "staff/replies/<int:pk>/rounds/open/": Row("GET POST", P.WRITE_REPLIES),
    "staff/replies/rounds/<int:pk>/": Row("GET", P.WRITE_REPLIES),
    "staff/replies/rounds/<int:pk>/close/": Row("POST", P.WRITE_REPLIES),
    "staff/replies/<int:pk>/publish/": Row("POST", P.WRITE_REPLIES),
    "staff/replies/<int:pk>/remove/": Row("GET POST", P.WRITE_REPLIES),
    "staff/replies/<int:pk>/told/add/": Row("GET POST", P.WRITE_REPLIES),
    "staff/replies/<int:pk>/unpublish/": Row("POST", P.WRITE_REPLIES),
    "staff/replies/asked/<int:pk>/remove/": Row("POST", P.WRITE_REPLIES),
    "staff/replies/posters/": Row("GET", P.READ_REPLIES),
    "staff/replies/posters/board.pdf": Row("GET", P.READ_REPLIES),
    "staff/replies/posters/<slug:slug>/poster.pdf": Row("GET", P.READ_REPLIES),
    "staff/replies/to/<slug:slug>/": Row("GET", P.READ_REPLIES),
    "staff/replies/to/<slug:slug>/add/": Row("GET POST", P.WRITE_REPLIES),
    "staff/replies/to/<slug:slug>/ask/": Row("GET POST", P.WRITE_REPLIES),
    "staff/replies/told/<int:pk>/remove/": Row("POST", P.WRITE_REPLIES),
    "staff/results/<int:survey_id>/": Row("GET", P.SEE_RESULTS),
    "staff/results/<int:survey_id>/results.csv": Row("GET", P.SEE_RESULTS),
    "staff/surveys/": Row("GET", P.SEE_SURVEYS),
    "staff/surveys/new/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/": Row("GET", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/texts/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/remove/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/languages/": Row("GET", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/preview/": Row("GET", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/questions/add/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/questions/show/": Row("POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/questions/<int:question_id>/change/": Row(
        "GET POST", P.BUILD_SURVEYS
    ),
    "staff/surveys/<int:survey_id>/questions/<int:question_id>/copy/": Row("POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/questions/<int:question_id>/move/": Row("POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/questions/<int:question_id>/remove/": Row(
        "GET POST", P.BUILD_SURVEYS
    ),
    "staff/surveys/<int:survey_id>/close/": Row("POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/languages/<slug:language>/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/surveys/languages/": Row("GET", P.BUILD_SURVEYS),
    "staff/surveys/languages/<slug:language>/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/next-round/": Row("POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/open/": Row("POST", P.BUILD_SURVEYS),
    "staff/surveys/templates/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/surveys/packs/import/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/pack/": Row("GET", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/bank/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/plan/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/readers/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/invitations/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/surveys/invitations/<int:invitation_id>/cards.pdf": Row("GET", P.BUILD_SURVEYS),
    "staff/surveys/invitations/<int:invitation_id>/close/": Row("POST", P.BUILD_SURVEYS),
    "staff/surveys/invitations/<int:invitation_id>/expect-more/": Row("POST", P.BUILD_SURVEYS),
    "staff/surveys/<int:survey_id>/beyond/": Row("POST", P.BUILD_SURVEYS),
    "staff/surveys/invitations/<int:invitation_id>/poster.pdf": Row("GET", P.BUILD_SURVEYS),
    "staff/surveys/invitations/<int:invitation_id>/reopen/": Row("POST", P.BUILD_SURVEYS),
    "staff/surveys/invitations/<int:invitation_id>/times/": Row("GET POST", P.BUILD_SURVEYS),
    "staff/themes/": Row("GET", P.READ_THEMES),
    "staff/themes/<int:theme_id>/": Row("GET", P.READ_THEMES),
    "staff/themes/<int:theme_id>/edit/": Row("GET POST", P.WRITE_THEMES),
    "staff/themes/<int:theme_id>/restore/": Row("POST", P.WRITE_THEMES),
    "staff/themes/<int:theme_id>/retire/": Row("POST", P.WRITE_THEMES),
    "staff/themes/<int:theme_id>/history/": Row("GET", P.WRITE_THEMES),
    "staff/themes/<int:theme_id>/merge/": Row("GET POST", P.WRITE_THEMES),
    "staff/themes/<int:theme_id>/unmerge/": Row("POST", P.WRITE_THEMES),
    "staff/themes/<int:theme_id>/split/": Row("GET POST", P.WRITE_THEMES),
    "staff/themes/<int:theme_id>/voices/": Row("GET POST", P.WRITE_THEMES),
    "staff/themes/<int:theme_id>/voices/<uuid:voice_id>/remove/": Row("POST", P.WRITE_THEMES),
    "staff/themes/new/": Row("GET POST", P.WRITE_THEMES),
    "staff/overview/": Row("GET", P.SEE_OVERVIEW),
    "staff/overview/<slug:number>/": Row("GET", P.SEE_OVERVIEW),
    "staff/threads/": Row("GET", P.READ_MEETINGS),
    "staff/threads/<slug:theme>/": Row("GET", P.READ_MEETINGS),
    "staff/threads/loose/": Row("GET", P.READ_MEETINGS),
}

API = {
    "api/v1/schema/": Row("GET", ANYONE),
    "api/v1/docs/": Row("GET", ANYONE),
    "api/v1/token/": Row("POST DELETE", P.SEE_STAFF_HOME),
    "api/v1/invitations/<str:code>/": Row("GET", ANYONE),
    "api/v1/invitations/<str:code>/responses/": Row("POST", ANYONE),
    "api/v1/sealed/": Row("POST", ANYONE),
    "api/v1/surveys/": Row("GET", P.SEE_SURVEYS),
    "api/v1/surveys/<int:survey>/invitations/": Row("GET POST", P.BUILD_SURVEYS),
    **{
        f"api/v1/surveys/<int:survey>/invitations/<int:invitation>/{deed}/": Row(
            "POST", P.BUILD_SURVEYS
        )
        for deed in ("close", "reopen", "pause", "go-on", "expect-more")
    },
    "api/v1/surveys/<int:survey>/beyond/": Row("GET POST", P.BUILD_SURVEYS),
    "api/v1/surveys/<int:survey>/results/": Row("GET", P.SEE_RESULTS),
    "api/v1/surveys/<int:survey>/gap/": Row("GET", P.SEE_RESULTS),
    "api/v1/surveys/<int:survey>/guesses/": Row("POST", P.GUESS),
    "api/v1/surveys/<int:survey>/guesses/reveal/": Row("POST", P.GUESS),
    "api/v1/moderation/": Row("GET", P.MODERATE),
    **{
        f"api/v1/moderation/<uuid:answer>/{deed}/": Row("POST", P.MODERATE)
        for deed in (
            *("approve", "redact", "paraphrase", "hold", "reject", "undo", "escalate"),
            *("claim", "release", "pass"),
        )
    },
    "api/v1/themes/": Row("GET POST", P.READ_THEMES, P.WRITE_THEMES),
    "api/v1/themes/<int:pk>/": Row("GET PUT PATCH", P.READ_THEMES, P.WRITE_THEMES),
    "api/v1/themes/<int:pk>/voices/": Row("POST", P.READ_THEMES, P.WRITE_THEMES),
    "api/v1/themes/<int:pk>/voices/<uuid:voice>/": Row("DELETE", P.READ_THEMES, P.WRITE_THEMES),
    "api/v1/themes/<int:pk>/retire/": Row("POST", P.READ_THEMES, P.WRITE_THEMES),
    "api/v1/themes/<int:pk>/restore/": Row("POST", P.READ_THEMES, P.WRITE_THEMES),
    **{
        f"api/v1/themes/<int:pk>/{deed}/": Row("POST", P.READ_THEMES, P.WRITE_THEMES)
        for deed in ("merge", "unmerge", "split")
    },
    "api/v1/themes/<int:pk>/history/": Row("GET", P.WRITE_THEMES),
    "api/v1/group-notes/": Row("GET POST", P.MODERATE),
    "api/v1/group-notes/<int:pk>/": Row("GET PUT PATCH DELETE", P.MODERATE),
    "api/v1/group-notes/<int:pk>/agree/": Row("POST", P.MODERATE),
    "api/v1/group-notes/<int:note>/worried/": Row("POST", P.MODERATE),
    "api/v1/voices/": Row("GET", P.WRITE_THEMES),
    **{
        f"api/v1/{noun}/{one}": Row(methods, P.READ_MEETINGS, P.WRITE_MEETINGS)
        for noun in (
            "bodies",
            "memberships",
            "meetings",
            "agenda-items",
            "decisions",
            "actions",
            "evidence",
            "sources",
            "recommendations",
        )
        for one, methods in (("", "GET POST"), ("<int:pk>/", "GET PUT PATCH DELETE"))
    },
    "api/v1/actions/<int:pk>/updates/": Row("GET POST", P.READ_MEETINGS, P.UPDATE_ACTIONS),
    "api/v1/decisions/<int:pk>/confirm/": Row("POST", P.READ_MEETINGS, P.WRITE_MEETINGS),
    "api/v1/decisions/<int:pk>/unconfirm/": Row("POST", P.READ_MEETINGS, P.WRITE_MEETINGS),
    "api/v1/staff/replies/": Row("GET POST", P.READ_REPLIES, P.WRITE_REPLIES),
    "api/v1/staff/replies/<int:pk>/": Row("GET PUT PATCH DELETE", P.READ_REPLIES, P.WRITE_REPLIES),
    "api/v1/staff/replies/<int:pk>/send/": Row("POST", P.READ_REPLIES, P.WRITE_REPLIES),
    "api/v1/staff/replies/<int:pk>/approve/": Row("POST", P.READ_REPLIES, P.APPROVE_REPLIES),
    "api/v1/staff/replies/<int:pk>/send-back/": Row("POST", P.READ_REPLIES, P.APPROVE_REPLIES),
    "api/v1/staff/verdict-rounds/": Row("GET POST", P.WRITE_REPLIES),
    "api/v1/staff/verdict-rounds/<int:pk>/": Row("GET", P.WRITE_REPLIES),
    "api/v1/staff/verdict-rounds/<int:pk>/close/": Row("POST", P.WRITE_REPLIES),
    "api/v1/staff/replies/<int:pk>/publish/": Row("POST", P.READ_REPLIES, P.WRITE_REPLIES),
    "api/v1/staff/replies/<int:pk>/unpublish/": Row("POST", P.READ_REPLIES, P.WRITE_REPLIES),
    "api/v1/staff/replies/<int:pk>/told/": Row("POST", P.READ_REPLIES, P.WRITE_REPLIES),
    "api/v1/staff/replies/<int:pk>/told/<int:told>/": Row(
        "DELETE", P.READ_REPLIES, P.WRITE_REPLIES
    ),
    "api/v1/staff/asked/": Row("GET POST", P.READ_REPLIES, P.WRITE_REPLIES),
    "api/v1/staff/asked/<int:pk>/": Row("DELETE", P.READ_REPLIES, P.WRITE_REPLIES),
    "api/v1/overview/": Row("GET", P.SEE_OVERVIEW),
    "api/v1/messages/": Row("POST", ANYONE),
    "api/v1/messages/answers/": Row("POST", ANYONE),
    "api/v1/messages/stop/": Row("POST", ANYONE),
    "api/v1/staff/messages/": Row("GET", P.HANDLE_MESSAGES),
    "api/v1/staff/messages/<uuid:message>/": Row("GET", P.HANDLE_MESSAGES),
    **{
        f"api/v1/staff/messages/<uuid:message>/{deed}/": Row("POST", P.HANDLE_MESSAGES)
        for deed in ("answer", "notes", "shut-out", "hand-on", "close")
    },
    "api/v1/staff/concerns/": Row("GET", P.HANDLE_CONCERNS),
    "api/v1/staff/concerns/<uuid:concern>/": Row("GET", P.HANDLE_CONCERNS),
    **{
        f"api/v1/staff/concerns/<uuid:concern>/{deed}/": Row("POST", P.HANDLE_CONCERNS)
        for deed in ("acknowledge", "decide", "hand-over", "notes", "shut-out", "close")
    },
    "api/v1/replies/": Row("GET", ANYONE),
    "api/v1/replies/<slug:slug>/": Row("GET", ANYONE),
    "api/v1/verdict-rounds/<str:code>/": Row("GET", ANYONE),
    "api/v1/verdict-rounds/<str:code>/verdicts/": Row("POST", ANYONE),
    "api/v1/journeys/": Row("POST", ANYONE),
    "api/v1/journeys/withdraw/": Row("POST", ANYONE),
    "api/v1/journeys/verdicts/": Row("POST", ANYONE),
}

# Who has which permission, written out a second time: the policy cannot change unnoticed.
WHO: dict[P, str] = {
    P.SEE_STAFF_HOME: "worker safeguarding_lead clerk board_member manager administrator",
    P.BUILD_SURVEYS: "worker",
    P.SEE_SURVEYS: "worker clerk board_member manager",
    P.SEE_NOTES: "worker manager",
    P.SIGN_NOTES: "manager",
    P.MODERATE: "worker",
    P.WRITE_THEMES: "worker",
    P.READ_THEMES: "worker clerk board_member",
    P.HANDLE_CONCERNS: "safeguarding_lead",
    P.KEEP_ROTA: "safeguarding_lead manager",
    P.HANDLE_MESSAGES: "safeguarding_lead manager",
    P.WRITE_MEETINGS: "clerk",
    P.READ_MEETINGS: "worker clerk board_member",
    P.UPDATE_ACTIONS: "clerk board_member",
    P.READ_EXEMPT: "clerk board_member",
    P.MAKE_EVIDENCE: "manager",
    P.SEE_RESULTS: "worker clerk board_member manager",
    P.GUESS: "clerk board_member",
    P.SEE_BEFORE_GUESS: "worker manager",
    P.WRITE_REPLIES: "worker",
    P.READ_REPLIES: "worker clerk board_member",
    P.APPROVE_REPLIES: "board_member",
    P.SEE_OVERVIEW: "worker clerk board_member manager",
    P.SEE_HOUSEKEEPING: "worker manager administrator",
    P.SEE_AUDIT: "administrator",
    P.ADMINISTER: "administrator",
}

# Sign-in belongs to allauth: anyone may open it, and it shows each person their own things only.
ACCOUNTS = "accounts/"
# Django's admin: by what is set up there.
ADMIN = {
    "admin/surveys/": P.BUILD_SURVEYS,
}

SOCKETS = {
    "ws/moderation/": P.MODERATE,
    "ws/meetings/<int:meeting_id>/": P.READ_MEETINGS,
    "ws/live/<slug:code>/": P.BUILD_SURVEYS,
}
