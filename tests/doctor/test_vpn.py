"""Which adapters look like a VPN."""

from __future__ import annotations

import pytest

from resonance.doctor.vpn import vpn_like


@pytest.mark.parametrize(
    "name",
    [
        *("tun0", "wg0", "ppp0", "tap1", "tailscale0", "nordlynx", "proton0", "utun3", "zt7nnig26"),
        *("Ethernet 3 (TAP-Windows Adapter V9)", "Wintun Userspace Tunnel", "ExitLag (ExitLag Adapter)"),
        *("Local Area Connection (WireGuard Tunnel)", "CloudflareWARP", "Radmin VPN (Famatech Radmin VPN Adapter)"),
    ],
)
def test_adapter_of_a_vpn(name: str) -> None:
    """It is named."""
    assert vpn_like(["eth0", name]) == [name]


@pytest.mark.parametrize(
    "name",
    [
        *("eth0", "enp3s0", "wlan0", "wlp2s0", "docker0", "br-1f2e", "veth12ab", "virbr0", "tunnelvision-box"),
        *("Ethernet (Intel(R) Ethernet Controller I225-V)", "WLAN (Realtek 8852BE WiFi 6)", "Wi-Fi"),
    ],
)
def test_ordinary_adapter(name: str) -> None:
    """It is not."""
    assert vpn_like([name]) == []
