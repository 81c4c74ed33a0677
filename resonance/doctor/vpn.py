"""Which network adapters look like those of a VPN, a tunnel or a game accelerator, by their names alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = (
    *("vpn", "wireguard", "wintun", "tap-windows", "tailscale", "zerotier", "hamachi", "radmin", "nordlynx"),
    *("mullvad", "protonvpn", "proton0", "warp", "wan miniport", "anyconnect", "fortinet", "tunnelbear", "windscribe"),
    *("exitlag", "noping", "wtfast", "mudfish", "gearup", "lagofast", "uu accelerator", "xunyou", "leigod", "clash"),
    *("v2ray", "sing-box", "singbox", "netbird", "meta tunnel"),
)
_LINUX = re.compile(r"(tun|tap|wg|ppp|utun|zt|nordtun|ipsec|gpd)[0-9a-z]{0,12}", re.IGNORECASE)
"""Names that Linux and the tools on it give."""


def vpn_like(adapters: Iterable[str]) -> list[str]:
    """Those of the names; a guess, only ever good for a hint."""
    return [name for name in adapters if any(word in name.lower() for word in _WORDS) or _LINUX.fullmatch(name)]
