"""The calls of the five rooms, in the order of a child's words through them."""

from __future__ import annotations

from participation.meetings import api as meetings
from participation.meetings.results import api as results
from participation.moderation import api as moderation
from participation.moderation import care_api as care
from participation.moderation import note_api as notes
from participation.moderation import theme_api as themes
from participation.replies import api as replies
from participation.replies import round_api as rounds
from participation.replies import staff_api as staff_replies
from participation.replies import staff_overview_api as overview
from participation.safeguarding import api as safeguarding
from participation.safeguarding.doors import api as doors
from participation.safeguarding.inbox import api as inbox

urlpatterns = [
    *moderation.urlpatterns,
    *care.urlpatterns,
    *safeguarding.urlpatterns,
    *themes.urlpatterns,
    *notes.urlpatterns,
    *meetings.urlpatterns,
    *results.urlpatterns,
    *inbox.urlpatterns,
    *doors.urlpatterns,
    *staff_replies.urlpatterns,
    *rounds.urlpatterns,
    *overview.urlpatterns,
    *replies.urlpatterns,
]
