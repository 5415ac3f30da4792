"""Where a request came from. What X-Forwarded-For says is believed of proxies of ours alone."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from ipaddress import IPv4Network as V4

Proxies = int | tuple[V4 | IPv6Network, ...]
"""How many proxies stand in front, or which networks they are in; 0 is none."""

MOST = 10
YES, NO = {"true", "yes", "on"}, {"", "false", "no", "off", "none"}


def read(value: str) -> Proxies:
    """`TRUSTED_PROXIES` as it is written: a number, or networks with commas between."""
    said = value.strip().lower()
    if said in NO:
        return 0
    if said in YES:
        return 1
    if said.isdigit() and int(said) <= MOST:
        return int(said)
    try:
        return tuple(ip_network(it.strip(), strict=False) for it in said.split(","))
    except ValueError:
        raise ValueError(
            "TRUSTED_PROXIES is neither a number of proxies, as in 1, nor a list of networks, as "
            "in 10.0.0.0/8,192.0.2.7."
        ) from None


def sender(remote: str, forwarded: str, proxies: Proxies) -> str:
    """The address that a request came from, in its shortest form; empty where none can be told.

    Each proxy adds the address it was called from at the end of X-Forwarded-For. So it is read from
    the end, and what stands before the first stranger could have been written by anybody.
    """
    hops = [*filter(None, (it.strip() for it in forwarded.split(","))), remote]
    return _shortest(_believed(hops, proxies))


def _believed(hops: Sequence[str], proxies: Proxies) -> str:
    if isinstance(proxies, int):
        # Fewer than there are proxies: it came past one of them, and says what it likes.
        return hops[-1 - proxies] if len(hops) > proxies else hops[-1]
    strangers = (hop for hop in reversed(hops) if not _is_in(hop, proxies))
    return next(strangers, hops[0])


def _is_in(hop: str, networks: Sequence[V4 | IPv6Network]) -> bool:
    found = _parsed(hop)
    return found is not None and any(found in network for network in networks)


def _parsed(hop: str) -> IPv4Address | IPv6Address | None:
    """An address that may have a port behind it."""
    if hop.startswith("["):
        hop = hop[1:].partition("]")[0]
    elif hop.count(":") == 1:
        hop = hop.partition(":")[0]
    try:
        found = ip_address(hop)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _shortest(hop: str) -> str:
    """One household has a whole /64 of IPv6: its addresses are one."""
    found = _parsed(hop)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, 64), strict=False).network_address)
    return str(found or "")
