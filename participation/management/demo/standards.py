"""What inspectors and the plan ask for, as far as we know it: each heading says whose words it is.

Sources: standards H1 to H4 of this project's research. Wording that could not be checked is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from participation.management.demo.governing import Registers
from participation.meetings.models import Framework, Heading
from participation.papers.evidence.standards import save_framework, save_heading


@dataclass(frozen=True)
class HeadingRow:
    reference: str
    text: str
    surveys: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


@dataclass(frozen=True)
class FrameworkRow:
    name: str
    version: str
    document: str
    rows: tuple[HeadingRow, ...]


OURS = "Its headings stand here in our words: check them against the standards before you use them."
FRAMEWORKS = (
    FrameworkRow(
        "HM Inspectorate of Probation, youth standards",
        "2018 to 2024",
        f"Three domains; one standard is on governance and leadership. {OURS}",
        (
            HeadingRow(
                "1.4.4",
                "Children’s views, and those of parents and carers, are asked for, looked into, "
                "and used to make services better.",
                surveys=("waiting", "spring", "summer", "autumn", "safety"),
                themes=("wait", "story", "path"),
                actions=("wait", "story", "path", "path-walk"),
            ),
        ),
    ),
    FrameworkRow(
        "HM Inspectorate of Probation, youth inspection programme",
        "2025",
        f"Children and victims stand first in it. We know these two headings only. {OURS}",
        (
            HeadingRow(
                "Children", "All work with children is one domain.", themes=("wait", "story")
            ),
            HeadingRow("Victims", "Victims have a standard of their own."),
        ),
    ),
    FrameworkRow(
        "Youth justice plan",
        "each year, due 30 June",
        "Crime and Disorder Act 1998, section 40, and the Youth Justice Board’s guidance. "
        "Its headings stand here in our words.",
        (
            HeadingRow(
                "Voice",
                "Voice of the child: what children said, and what changed because of it.",
                surveys=("waiting", "spring", "summer"),
                themes=("wait", "story", "path", "safer", "warm"),
                actions=("wait", "story", "path", "first-item"),
            ),
        ),
    ),
)


def tag(made: Registers) -> None:
    """Keep the frameworks, and tag what the demo has with their headings."""
    by = made.people.manager
    for row in FRAMEWORKS:
        framework = Framework(name=row.name, version=row.version, document=row.document)
        save_framework(framework, by=by)
        for it in row.rows:
            save_heading(
                Heading(framework=framework, reference=it.reference, text=it.text, verbatim=False),
                surveys=[made.surveys[key] for key in it.surveys],
                themes=[made.themes[key].pk for key in it.themes],
                actions=[made.actions[key].pk for key in it.actions],
                by=by,
            )
