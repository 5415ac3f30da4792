"""What a clerk is asked to think about while typing. A hint warns, and never stops."""

from __future__ import annotations

import re

_DEED = (
    r"held|delivered|ran|run|written|wrote|trained|met|sent|completed|created|developed|set up"
    r"|arranged|organi[sz]ed|updated|reviewed|introduced|launched|rolled out|put in place|issued"
    r"|agreed|produced|published|circulated|appointed|recruited|commissioned|attended|discussed"
)
_THING = (
    r"training|(?:team |multi-agency )?meetings?|policy|policies|procedures?|protocols?|strategy"
    r"|workshops?|audits?|action plans?|plans?|reports?|briefings?|sessions?|leaflets?|posters?"
    r"|documents?|guidance|reviews?|posts?"
)
_ADULTS_DID = re.compile(
    # “We held …”, “Staff have been trained …”, “The team has written …”
    rf"(?:we|staff|workers|the (?:team|service|board)|managers|partners)"
    rf"(?: (?:have|has|had|were|was|been|all|now))* (?:{_DEED})\b"
    # “Training delivered”, “The new policy was written”
    rf"|(?:an? |the |new |all |staff |our )*(?:{_THING})"
    rf"(?: (?:has|have|had|was|were|is|are|been|now|all))* (?:{_DEED})\b"
    # “Meeting with partners on 3 May”, “Training for staff”
    rf"|(?:an? |the |new |staff |our )*(?:{_THING})"
    r"(?: (?:with|for|on|about|of|to|in|at)\b|[.,:;]|$)"
    # “Held a meeting”, “Written a policy”
    rf"|(?:{_DEED})\b",
    re.IGNORECASE,
)


def about_evidence(text: str) -> str:
    """A question where a text begins with what adults did instead of what changed; else empty."""
    if not _ADULTS_DID.match(" ".join(text.split())):
        return ""
    return (
        "This begins with what adults did. What is different for children now, and how do you know?"
    )
