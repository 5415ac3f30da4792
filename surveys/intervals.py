"""How sure a share can be, and a difference of two: score intervals, at 95 %."""

from __future__ import annotations

from math import sqrt

Z = 1.959964
"""Of the normal distribution, for 95 %."""
Interval = tuple[float, float]


def wilson(part: int, whole: int) -> Interval:
    """Between which shares (0 to 1) that of all who might have been asked likely is.

    Wilson's score interval (1927); `whole` is at least 1.
    """
    share = part / whole
    middle = share + Z * Z / (2 * whole)
    reach = Z * sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    scale = 1 + Z * Z / whole
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def newcombe(part: int, whole: int, other_part: int, other_whole: int) -> Interval:
    """The same for the first share less the second (-1 to 1), of different people.

    Newcombe's hybrid score interval: method 10 in his comparison of eleven (Statistics in Medicine
    17, 1998, 873 to 890). It holds for small numbers and for shares of none and all.
    """
    share, other = part / whole, other_part / other_whole
    low, high = wilson(part, whole)
    other_low, other_high = wilson(other_part, other_whole)
    return (
        share - other - sqrt((share - low) ** 2 + (other_high - other) ** 2),
        share - other + sqrt((high - share) ** 2 + (other - other_low) ** 2),
    )
