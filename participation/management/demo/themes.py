"""What the invented voices say together, one theme at each stage of its way. Invented, too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ThemeRow:
    key: str
    title: str
    about: str = ""
    picture: str = ""


THEMES = (
    ThemeRow("wait", "Tell us how long we will wait for help.", picture="hourglass"),
    ThemeRow(
        "story",
        "We tell our story again and again to new people.",
        "Each new worker asks the same things. It hurts to say it all again.",
        picture="talk",
    ),
    ThemeRow("same-worker", "Let us keep the same worker.", picture="worker"),
    ThemeRow(
        "stopped",
        "Police stop us and do not say why.",
        "We want to be asked first, and told why.",
        picture="police",
    ),
    ThemeRow(
        "safer",
        "Adults think it is safer here than we do.",
        "Adults see the day time. They say knives are not a big thing here. We plan which way to "
        "walk.",
        picture="safe",
    ),
    ThemeRow("path", "The path by the park is too dark.", picture="light"),
    ThemeRow("bus", "The last bus goes before the club ends.", picture="bus"),
    ThemeRow("warm", "We want somewhere warm and free to go.", picture="warm"),
    ThemeRow("after", "When something happens near us, nobody comes back to tell us."),
    ThemeRow("bench", "We get moved on when we just sit down.", picture="park"),
    ThemeRow("good", "It is not all bad here. Say that as well.", picture="happy"),
)
