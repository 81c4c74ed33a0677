"""assets/openapi.json against the running server: every path, every status, every word of every answer."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from api_bench import Bench, Reader

from helpers import ROOT
from resonance.api.encounters import PARAMETERS
from resonance.api.site import COMMANDS

API: dict[str, Any] = json.loads((ROOT / "assets" / "openapi.json").read_text(encoding="utf-8"))
SCHEMAS: dict[str, Any] = API["components"]["schemas"]
KINDS = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
EVENTS = {"attempt_started": "AttemptStarted", "attempt_ended": "AttemptEnded", "death": "DeathEvent"}


def problems(value: Any, schema: dict[str, Any], where: str = "") -> list[str]:
    """What of a value the schema does not allow. Knows the words of JSON Schema that the file uses, and no others."""
    known = {"$ref", "anyOf", "type", "enum", "properties", "required", "additionalProperties", "items", "minItems"}
    assert schema.keys() <= known | {"maxItems", "pattern", "description"}, schema.keys()
    if "$ref" in schema:
        return problems(value, SCHEMAS[schema["$ref"].rpartition("/")[2]], where)
    if "anyOf" in schema:
        tries = [problems(value, each, where) for each in schema["anyOf"]]
        return [] if [] in tries else tries[0]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if isinstance(value, dict) and "object" in kinds:
        return _object_problems(value, schema, where)
    if isinstance(value, list) and "array" in kinds:
        found = [
            each for index, item in enumerate(value) for each in problems(item, schema["items"], f"{where}[{index}]")
        ]
        return found + ([f"{where} is too short"] if len(value) < schema.get("minItems", 0) else [])
    is_right = any(isinstance(value, KINDS[kind]) for kind in kinds if kind in KINDS)
    if not is_right or (isinstance(value, bool) and "boolean" not in kinds):
        return [f"{where} is {value!r}, not {kinds}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where} is {value!r}, not of {schema['enum']}"]
    return [] if re.search(schema.get("pattern", ""), str(value)) else [f"{where} is {value!r}"]


def _object_problems(value: dict[str, Any], schema: dict[str, Any], where: str) -> list[str]:
    properties, more = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value]
    for name, item in value.items():
        if name in properties:
            found += problems(item, properties[name], f"{where}.{name}")
        elif isinstance(more, dict):
            found += problems(item, more, f"{where}.{name}")
        elif not more:
            found.append(f"{where}.{name} is not described")
    return found


def test_every_path_with_every_method(bench: Bench) -> None:
    """What is described is there, with these methods and no others."""
    for path, item in API["paths"].items():
        for method in ("get", "post", "put", "delete", "patch"):
            concrete = path.replace("{id}", "1")
            if concrete.endswith("/events") and method == "get":
                continue  # it never ends; see below
            status = bench.ask(concrete, method.upper(), f"Authorization: Bearer {bench.token}").status
            assert (status != 405) == (method in item), (method, path, status)
            assert status != 404


def test_every_command_and_parameter_is_described() -> None:
    """Nothing is there that the file does not tell of."""
    assert set(COMMANDS) <= API["paths"].keys()
    described = {each["name"] for each in API["paths"]["/api/v1/encounters"]["get"]["parameters"]}
    assert described == PARAMETERS.keys()


@pytest.mark.parametrize(
    ("method", "path", "asked"),
    [
        ("get", "/api/v1/live", "/api/v1/live"),
        ("get", "/api/v1/health", "/api/v1/health"),
        ("get", "/api/v1/encounters", "/api/v1/encounters"),
        ("get", "/api/v1/encounters", "/api/v1/encounters?limit=x"),
        ("get", "/api/v1/encounters", "/api/v1/encounters?order=my_dps&limit=1"),
        ("get", "/api/v1/encounters/{id}", "/api/v1/encounters/1"),
        ("get", "/api/v1/encounters/{id}", "/api/v1/encounters/77"),
        ("post", "/api/v1/reset", "/api/v1/reset"),
        ("post", "/api/v1/pause", "/api/v1/pause"),
    ],
)
@pytest.mark.parametrize("token", [True, False])
def test_answer_is_as_described(bench: Bench, method: str, path: str, asked: str, token: bool) -> None:
    """Status and body, also of refusals."""
    lines = [f"Authorization: Bearer {bench.token}"] if token else []
    reply = bench.ask(asked, method.upper(), *lines)
    described = API["paths"][path][method]["responses"]
    assert str(reply.status) in described
    schema = described[str(reply.status)]["content"]["application/json"]["schema"]
    assert problems(reply.data, schema) == []


def test_state_before_the_first_fight_is_as_described(bench: Bench) -> None:
    """With its nulls."""
    bench.snapshot = None
    assert problems(bench.ask("/api/v1/live").data, {"$ref": "#/components/schemas/Live"}) == []


def test_events_are_as_described(bench: Bench) -> None:
    """A pull with a death, from its beginning until it is saved."""
    newest, bench.snapshot = bench.snapshot, None
    reader = Reader(bench)
    reader.next("snapshot")
    bench.snapshot = newest
    names = {**EVENTS, "snapshot": "Live", "encounter_saved": "Line"}
    seen: set[str] = set()
    while seen != names.keys():
        event = reader.next()
        assert problems(event.data, {"$ref": f"#/components/schemas/{names[event.name]}"}) == []
        seen.add(event.name)
    reader.close()


def test_description_is_served(bench: Bench) -> None:
    """As it lies in the file."""
    assert bench.ask("/api/v1/openapi.json").data == API


def test_complaints_of_the_schema_checker() -> None:
    """Each kind of mismatch is seen."""
    assert problems({}, SCHEMAS["Error"])
    assert problems({"error": 1}, SCHEMAS["Error"])
    assert problems({"error": "x", "more": 1}, SCHEMAS["Error"])
    assert problems({"accepted": 1}, SCHEMAS["Accepted"])
    assert problems([1], SCHEMAS["ShownRow"]["properties"]["share"])
    assert problems("red", SCHEMAS["ShownRow"]["properties"]["colour"])
    assert problems("won", SCHEMAS["Line"]["properties"]["result"])
