"""X-Forwarded-For is believed of our own proxies alone: nobody can pass for somebody else."""

from __future__ import annotations

import pytest

from backend.proxies import read, sender

CHILD, LIAR, PROXY, EDGE = "203.0.113.77", "198.51.100.1", "10.0.0.5", "10.0.0.6"


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "believed"),
    [
        ("", CHILD, "", CHILD),
        ("", CHILD, LIAR, CHILD),
        ("1", PROXY, CHILD, CHILD),
        ("1", PROXY, f"{LIAR}, {CHILD}", CHILD),
        ("1", PROXY, f"{LIAR}, {LIAR}, {CHILD}", CHILD),
        ("2", PROXY, f"{LIAR}, {CHILD}, {EDGE}", CHILD),
        ("2", LIAR, CHILD, LIAR),
        ("1", PROXY, "", PROXY),
        ("1", PROXY, "not an address", ""),
        ("10.0.0.0/8", PROXY, f"{LIAR}, {CHILD}", CHILD),
        ("10.0.0.0/8", PROXY, f"{LIAR}, {CHILD}, {EDGE}", CHILD),
        ("10.0.0.0/8", LIAR, CHILD, LIAR),
        ("10.0.0.5,10.0.0.6", PROXY, f"{CHILD}:4711, {EDGE}", CHILD),
        ("10.0.0.0/8", PROXY, EDGE, EDGE),
        ("1", "", CHILD, CHILD),
        ("", "", "", ""),
    ],
)
def test_an_address_is_believed_of_proxies_of_ours(
    trusted: str, remote: str, forwarded: str, believed: str
) -> None:
    assert sender(remote, forwarded, read(trusted)) == believed


@pytest.mark.parametrize(
    "written",
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "[2001:db8:1:2::1]:443", "2001:DB8:1:2:0::7"],
)
def test_a_household_of_ipv6_is_one_address(written: str) -> None:
    assert sender(written, "", 0) == "2001:db8:1:2::"


def test_an_address_is_the_same_however_it_is_written() -> None:
    assert sender(f"::ffff:{CHILD}", "", 0) == CHILD


@pytest.mark.parametrize(
    ("written", "meant"), [("", 0), ("False", 0), ("0", 0), ("True", 1), ("1", 1), (" 2 ", 2)]
)
def test_the_setting_is_a_number(written: str, meant: int) -> None:
    assert read(written) == meant


@pytest.mark.parametrize("written", ["all", "11", "-1", "10.0.0.0/33", "10.0.0.1;10.0.0.2", "*"])
def test_a_setting_that_says_nothing_clear_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="TRUSTED_PROXIES is neither"):
        read(written)
