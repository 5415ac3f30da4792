"""What stands in the database at this moment, for whoever watches the site."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from backend.accounts.models import Letter
from backend.metrics import in_steps
from participation.keeping import running
from surveys import unread


def collect() -> Iterator[Metric]:
    """Words come from children, so how many wait moves in steps; how many wait too long, by day."""
    waiting, late = unread.counts()
    last = running.last_run()
    figures = {
        "noticed_words_waiting": (
            "Texts that nobody has read, in tens.",
            in_steps(waiting),
        ),
        "noticed_words_late": ("Texts that wait longer than they should.", late),
        "noticed_letters_owed": (
            "E-mails that the mail server has not taken.",
            Letter.objects.waiting().count(),
        ),
        "noticed_housekeeping_timestamp_seconds": (
            "When housekeeping last noted a run; 0 for never.",
            last.timestamp() if last else 0,
        ),
    }
    for name, (what, value) in figures.items():
        yield GaugeMetricFamily(name, what, value=value)
