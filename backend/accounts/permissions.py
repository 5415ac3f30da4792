"""The whole access policy on one page: what can be permitted, and which role permits it."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices


class Permission(StrEnum):
    SEE_STAFF_HOME = "see_staff_home"
    """Open the staff pages at all; every role has it."""
    BUILD_SURVEYS = "build_surveys"
    """Make surveys and invitations, open and close them."""
    SEE_SURVEYS = "see_surveys"
    """See which surveys there are."""
    SEE_NOTES = "see_notes"
    """See the groups, and the data-protection note of each."""
    SIGN_NOTES = "sign_notes"
    """Sign a group's data-protection note, without which no survey of it opens."""
    MODERATE = "moderate"
    """Read children's words as they were typed, and decide about them."""
    WRITE_THEMES = "write_themes"
    READ_THEMES = "read_themes"
    """Themes, and the voices in them that children let us quote."""
    HANDLE_CONCERNS = "handle_concerns"
    """Read concerns word for word, write down what was done, close them."""
    KEEP_ROTA = "keep_rota"
    """See and change who is on call. Whose number is whose, only leads read."""
    HANDLE_MESSAGES = "handle_messages"
    """Read and answer what came through the other doors to one's own role, unless it is about
    oneself: which messages those are, `Message.objects.readable_by` says."""
    WRITE_MEETINGS = "write_meetings"
    """Bodies, meetings, agenda items, decisions, actions, evidence."""
    READ_MEETINGS = "read_meetings"
    """Meetings, agendas, decisions and actions, but no exempt text."""
    UPDATE_ACTIONS = "update_actions"
    """Say how an action goes, if one speaks for its agency; whose those are, memberships say."""
    READ_EXEMPT = "read_exempt"
    """The text of items that are exempt from publication, and what was decided on them."""
    SEE_RESULTS = "see_results"
    """Results and gaps, as snapshots hold them, with the voices beside them."""
    GUESS = "guess"
    """Type what the Board agreed on before it sees; who may, sees children's figures after it."""
    SEE_BEFORE_GUESS = "see_before_guess"
    """Children's figures at once: those who asked, and managers."""
    WRITE_REPLIES = "write_replies"
    READ_REPLIES = "read_replies"
    """Replies that are not published yet, too."""
    APPROVE_REPLIES = "approve_replies"
    """Let an answer go out in the name of a body that one answers for, or send it back."""
    SEE_OVERVIEW = "see_overview"
    """The loop's numbers: themes answered, days, agencies."""
    MAKE_EVIDENCE = "make_evidence"
    """The evidence pack for an inspection or the plan, and what its headings are."""
    SEE_HOUSEKEEPING = "see_housekeeping"
    """What is kept until when, and proof of what was emptied; no words."""
    SEE_AUDIT = "see_audit"
    """Who did or read what, and when; no words, and no counts."""
    ADMINISTER = "administer"
    """People and roles."""


class Role(TextChoices):
    """One Django group each; the names are the groups' names."""

    WORKER = "worker", "Participation worker"
    SAFEGUARDING_LEAD = "safeguarding_lead", "Safeguarding lead"
    CLERK = "clerk", "Clerk"
    BOARD_MEMBER = "board_member", "Board member"
    MANAGER = "manager", "Manager"
    ADMINISTRATOR = "administrator", "Administrator"


P = Permission
PERMITTED: dict[Role, frozenset[Permission]] = {
    Role.WORKER: frozenset(
        {
            P.SEE_STAFF_HOME,
            P.BUILD_SURVEYS,
            P.SEE_SURVEYS,
            P.SEE_NOTES,
            P.MODERATE,
            P.WRITE_THEMES,
            P.READ_THEMES,
            P.READ_MEETINGS,
            P.SEE_RESULTS,
            P.SEE_BEFORE_GUESS,
            P.WRITE_REPLIES,
            P.READ_REPLIES,
            P.SEE_OVERVIEW,
            P.SEE_HOUSEKEEPING,
        }
    ),
    Role.SAFEGUARDING_LEAD: frozenset(
        {P.SEE_STAFF_HOME, P.HANDLE_CONCERNS, P.KEEP_ROTA, P.HANDLE_MESSAGES}
    ),
    Role.CLERK: frozenset(
        {
            P.SEE_STAFF_HOME,
            P.SEE_SURVEYS,
            P.READ_THEMES,
            P.WRITE_MEETINGS,
            P.READ_MEETINGS,
            P.UPDATE_ACTIONS,
            P.READ_EXEMPT,
            P.SEE_RESULTS,
            P.GUESS,
            P.READ_REPLIES,
            P.SEE_OVERVIEW,
        }
    ),
    Role.BOARD_MEMBER: frozenset(
        {
            P.SEE_STAFF_HOME,
            P.SEE_SURVEYS,
            P.READ_THEMES,
            P.READ_MEETINGS,
            P.UPDATE_ACTIONS,
            P.READ_EXEMPT,
            P.SEE_RESULTS,
            P.GUESS,
            P.READ_REPLIES,
            P.APPROVE_REPLIES,
            P.SEE_OVERVIEW,
        }
    ),
    Role.MANAGER: frozenset(
        {
            P.SEE_STAFF_HOME,
            P.SEE_SURVEYS,
            P.SEE_NOTES,
            P.SIGN_NOTES,
            P.SEE_RESULTS,
            P.SEE_BEFORE_GUESS,
            P.SEE_OVERVIEW,
            P.MAKE_EVIDENCE,
            P.KEEP_ROTA,
            P.HANDLE_MESSAGES,
            P.SEE_HOUSEKEEPING,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {P.SEE_STAFF_HOME, P.SEE_HOUSEKEEPING, P.SEE_AUDIT, P.ADMINISTER}
    ),
}


def permitted(roles: frozenset[Role]) -> frozenset[Permission]:
    """Everything that somebody with these roles may do."""
    return frozenset().union(*(PERMITTED[role] for role in roles))
