"""Rules and connections as lines of the settings, and which rule waits for what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from resonance.combat.record import SegmentResult
from resonance.happenings import Happening, What
from resonance.obs import connection, rules
from resonance.obs.connection import Connection
from resonance.obs.rules import Do, Rule, When
from resonance.setting_meta import LONGEST_ENTRY
from resonance.settings import META

RULE = Rule(When.WIPE, Do.SCENE, "00000000", 2.5, "配信 “Break” 👻", False, True, False)
CONNECTION = Connection("0a1b2c3d", "Streaming machine", "fe80::1%eth0", 4456, -250)
PULL = Happening(What.STARTED, 1, 7, True)


def test_lines_of_the_settings_are_read_back() -> None:
    """What is kept is what was meant, and the settings take it."""
    assert rules.parse(rules.line(RULE)) == RULE
    assert connection.parse(connection.line(CONNECTION)) == CONNECTION
    assert META["obs_rules"].accepts((rules.line(RULE),))
    assert META["obs_connections"].accepts((connection.line(CONNECTION),))


def test_longest_lines_fit_into_the_settings() -> None:
    """What a form takes can be kept."""
    rule = replace(RULE, scene="x" * rules.LONGEST_SCENE, after_s=rules.LONGEST_WAIT_S)
    found = replace(CONNECTION, name="x" * connection.LONGEST_NAME, host="h" * connection.LONGEST_HOST)
    assert rules.is_sound(rule)
    assert connection.is_sound(found)
    assert max(len(rules.line(rule)), len(connection.line(found))) <= LONGEST_ENTRY


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "null",
        "[" * 10_000,
        '{"when": "pull"}',
        '{"when": "pull", "do": "format_disk"}',
        '{"when": "pull", "do": "scene"}',
        '{"when": "pull", "do": "scene", "scene": 7}',
        '{"when": "pull", "do": "start_record", "after_s": NaN}',
        '{"when": "pull", "do": "start_record", "after_s": -1}',
        '{"when": "pull", "do": "start_record", "after_s": "5"}',
        '{"when": "pull", "do": "start_record", "on": 1}',
        '{"when": "pull", "do": "start_record", "more": 1}',
        '{"when": ["pull"], "do": "start_record"}',
    ],
)
def test_damaged_rule_is_left_out(line: str) -> None:
    """A settings file edited by hand costs that rule alone."""
    assert rules.rules([line, rules.line(RULE)]) == [RULE]


@pytest.mark.parametrize(
    "change",
    [
        {"key": "zz"},
        {"name": " "},
        {"host": "a b"},
        {"host": "a/b"},
        {"host": "user@host"},
        {"host": ""},
        {"port": 0},
        {"port": 65_536},
        {"port": True},
        {"port": "4455"},
        {"shift_ms": 10**9},
    ],
)
def test_damaged_connection_is_left_out(change: dict[str, object]) -> None:
    """Nothing that is no address goes into one."""
    damaged = replace(CONNECTION, **change)  # type: ignore[arg-type]
    assert connection.connections([connection.line(damaged), connection.line(CONNECTION)]) == [CONNECTION]


def test_lines_that_do_nothing_are_known() -> None:
    """What makes no sense, what is there twice and what is too much, so that none of it is lost."""
    sound = rules.lines([RULE] * (rules.MOST_RULES + 1))
    assert rules.rules(("x", *sound)) == [RULE] * rules.MOST_RULES
    assert rules.unreadable(("x", *sound)) == ("x", sound[-1])
    made = connection.lines(
        [replace(CONNECTION, key=f"{number:08x}") for number in range(connection.MOST_CONNECTIONS + 1)]
    )
    assert connection.unreadable((made[0], "x", *made)) == ("x", made[0], made[-1])
    assert connection.lines(connection.connections((made[0], "x", *made))) == made[:-1]


def test_connection_that_is_there_twice() -> None:
    """A key names one connection."""
    assert connection.connections([connection.line(CONNECTION)] * 2) == [CONNECTION]


@pytest.mark.parametrize(
    ("host", "is_local"),
    [("127.0.0.1", True), ("LOCALHOST", True), ("::1", True), ("127.0.0.1.example.org", False), ("10.0.0.1", False)],
)
def test_files_are_here_only_where_obs_is(host: str, is_local: bool) -> None:
    """Files of another computer are neither renamed nor opened."""
    assert replace(CONNECTION, host=host).is_local is is_local


@pytest.mark.parametrize(
    ("happening", "when"),
    [
        (PULL, When.PULL),
        (replace(PULL, what=What.ENDED, result=SegmentResult.KILL), When.KILL),
        (replace(PULL, what=What.ENDED, result=SegmentResult.WIPE), When.WIPE),
        (replace(PULL, what=What.ENDED, result=SegmentResult.RESET), None),
        (replace(PULL, what=What.ENDED, result=SegmentResult.LEFT), None),
        (replace(PULL, what=What.DEATH, actor=1, is_local=True), When.MY_DEATH),
        (replace(PULL, what=What.DEATH, actor=1), None),
        (replace(PULL, what=What.OVER), When.OVER),
    ],
)
def test_what_rules_are_about(happening: Happening, when: When | None) -> None:
    """Each happening is what one kind of rule waits for, or none."""
    waiting = [each for each in When if rules.applies(Rule(each, Do.START_RECORD), happening, in_dungeon=False)]
    assert waiting == ([when] if when is not None else [])


@pytest.mark.parametrize(
    ("rule", "is_boss", "in_dungeon", "applies"),
    [
        (Rule(When.PULL, Do.START_RECORD, boss_only=True), False, True, False),
        (Rule(When.PULL, Do.START_RECORD, boss_only=False), False, True, True),
        (Rule(When.PULL, Do.START_RECORD, dungeon_only=True), True, False, False),
        (Rule(When.PULL, Do.START_RECORD, dungeon_only=True), True, True, True),
        (Rule(When.PULL, Do.START_RECORD, on=False), True, True, False),
    ],
)
def test_conditions(rule: Rule, is_boss: bool, in_dungeon: bool, applies: bool) -> None:
    """Bosses only, dungeons only, switched off."""
    assert rules.applies(rule, replace(PULL, is_boss=is_boss), in_dungeon=in_dungeon) is applies
