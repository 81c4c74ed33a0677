"""Requests made up from assets/openapi.json, the sensible and the senseless ones, against the running server."""

from __future__ import annotations

import json
from typing import Any

import pytest
from api_bench import Bench
from hypothesis import HealthCheck, settings

from helpers import PATIENCE_S, ROOT

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")

API: dict[str, Any] = json.loads((ROOT / "assets" / "openapi.json").read_text(encoding="utf-8"))
ENDLESS = "/api/v1/events"
PATHS = sorted(API["paths"].keys() - {ENDLESS})
EXAMPLES = 25
"""A path."""


@pytest.mark.parametrize("path", PATHS)
def test_made_up_requests(bench: Bench, path: str) -> None:
    """Each is answered as described, within its limits, and none breaks the server."""
    bench.ask("/api/v1/health")
    described = {**API, "paths": {path: API["paths"][path]}}
    schema = schemathesis.openapi.from_dict(described)
    schema.config.base_url = f"http://127.0.0.1:{bench.port}"
    (operation,) = (result.ok() for result in schema.get_all_operations())
    strategy = operation.as_strategy() | operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
    checked = _checker(bench, strategy)
    checked()
    assert bench.ask("/api/v1/health").status == 200


def _checker(bench: Bench, strategy: Any) -> Any:
    from hypothesis import given

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def check(case: Any) -> None:
        headers = {"Authorization": f"Bearer {bench.token}"} if case.method == "POST" else {}
        case.call_and_validate(headers=headers, timeout=PATIENCE_S)

    return check
