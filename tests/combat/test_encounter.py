"""What an encounter counts, and that its sums agree with each other however they are taken."""

from __future__ import annotations

from fights import ANNA, BEN, BOSS, CLEO, SECOND, WOLF, Story, boss_appears, heal, hit, seen
from hypothesis import given
from hypothesis import strategies as st

from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import build
from resonance.combat.tally import Kind, View, total
from resonance.events import ENVIRONMENT, Event, Outcome, is_player

PET = (77 << 16) | 0x8200
IMP = (78 << 16) | 0x8040

actors = st.sampled_from([ANNA, BEN, CLEO, BOSS, WOLF, PET, ENVIRONMENT])
hits = st.builds(
    hit,
    at_ms=st.integers(0, 20_000),
    source=actors,
    target=st.sampled_from([ANNA, BEN, CLEO, BOSS, WOLF]),
    amount=st.integers(0, 10**9),
    skill_id=st.integers(1, 4),
    crit=st.booleans(),
    lucky=st.booleans(),
    outcome=st.sampled_from(Outcome),
)
heals = st.builds(heal, at_ms=st.integers(0, 20_000), source=actors, target=actors, amount=st.integers(1, 10**6))


@given(st.lists(st.one_of(hits, heals), max_size=40))
def test_conservation(events: list[Event]) -> None:
    """Players add up to the encounter, skills to the player, shares to 1, and tallies to the naive sum of events."""
    story = Story([boss_appears(), hit(), *events])
    snapshot = story.only
    for view in View:
        rows = snapshot.players
        assert total(row.tally(view) for row in rows) == snapshot.total(view)
        for row in rows:
            assert total(skill.tally for skill in row.skills if skill.view == view) == row.tally(view)
        if snapshot.total(view).amount:
            shares = sum(row.tally(view).amount / snapshot.total(view).amount for row in rows)
            assert abs(shares - 1) < 1e-9
    damage = [e for e in [hit(), *events] if type(e) is type(hit())]
    assert snapshot.damage.amount == sum(e.amount for e in damage if is_player(e.source) and not is_player(e.target))
    assert snapshot.taken.amount == sum(e.amount for e in damage if is_player(e.target))
    assert snapshot.boss_damage.amount == sum(e.amount for e in damage if is_player(e.source) and e.target == BOSS)


def test_counts_of_one_hit_each() -> None:
    """Every flag of a hit has its own count; miss and immune are no hits."""
    story = Story(
        [
            hit(amount=10, crit=True),
            hit(amount=20, lucky=True),
            hit(amount=5, lucky_bonus=True),
            hit(amount=0, outcome=Outcome.MISS),
            hit(amount=0, outcome=Outcome.IMMUNE),
            hit(amount=7, outcome=Outcome.ABSORBED, hp_loss=0, shield_loss=7),
            hit(amount=100, hp_loss=40, killed=True),
        ]
    )
    tally = story.only.damage
    assert (tally.hits, tally.amount, tally.max) == (5, 142, 100)
    assert (tally.crits, tally.crit_amount) == (1, 10)
    assert (tally.lucky_triggers, tally.lucky_hits, tally.lucky_amount) == (1, 1, 5)
    assert (tally.missed, tally.immune, tally.absorbed, tally.kills) == (1, 1, 1, 1)
    assert (tally.effective, tally.shield_amount) == (10 + 20 + 5 + 7 + 40, 7)


def test_overheal_by_the_shadow_hp() -> None:
    """HP as told, less the hits, plus the heals: what goes beyond the maximum is not effective."""
    story = Story([seen(ANNA, hp=100, max_hp=100), hit(), hit(source=BOSS, target=ANNA, amount=30)])
    story.play([heal(amount=20), heal(amount=20), heal(target=CLEO, amount=20)])
    healer = story.only.rows(View.HEALING)[0]
    assert healer.healing.amount == 60
    assert healer.healing.effective == 20 + 10 + 20, "Cleo's HP are not known, so all of it counts"


def test_summons_count_for_their_owner() -> None:
    """A summon's hits go to the player at the end of the chain, even over several steps; one of a monster does not."""
    story = Story([seen(PET, owner=ANNA), seen(IMP, summoner=PET), hit(source=PET), hit(source=IMP)])
    assert [(row.actor.actor_id, row.damage.amount) for row in story.only.players] == [(ANNA, 200)]
    loop = Story([seen(PET, owner=IMP), seen(IMP, owner=PET), hit(), hit(source=PET)])
    assert loop.only.damage.amount == 100


def test_boss_is_the_one_being_fought() -> None:
    """The header follows the boss that is hit, keeps it during the hits on its adds, and goes on when it is dead."""
    second = (902 << 16) | 0x40
    story = Story([boss_appears(), boss_appears(second), hit(), hit(1, target=WOLF), hit(2, target=second)])
    assert story.only.boss is not None
    assert story.only.boss.actor_id == BOSS
    story.play([hit(3, killed=True)])
    assert story.only.boss.hp == 0
    story.play([hit(4, target=second)])
    assert story.only.boss is not None
    assert story.only.boss.actor_id == second


def test_boss_hp_go_down_with_the_hits_until_the_game_says() -> None:
    """HP of the header: what was told, less what was lost since."""
    story = Story([boss_appears(hp=1_000), hit(amount=100), hit(amount=50)])
    assert story.only.boss is not None
    assert (story.only.boss.hp, story.only.boss.max_hp) == (850, 1_000)
    story.play([seen(BOSS, hp=700)])
    assert story.only.boss.hp == 700


def test_idle_time_does_not_lower_dps() -> None:
    """Elapsed ends with the last hit; active leaves out pauses of more than 5 s, and keeps those up to it."""
    snapshot = Story([hit(), hit(4 * SECOND), hit(9 * SECOND), hit(20 * SECOND)]).only
    assert snapshot.elapsed_ms == 20 * SECOND
    assert snapshot.active_ms == 9 * SECOND


def test_personal_clock_is_the_players_own() -> None:
    """Anna hits for 4 s, Ben for 2 s; each is divided by their own time."""
    events = [hit(), hit(0, BEN), hit(2 * SECOND, BEN), hit(4 * SECOND)]
    record = Story(events).encounters[0].record
    snapshot = build(record, ClockChoice.PERSONAL)
    clocks = {row.actor.actor_id: snapshot.clock_ms(View.DAMAGE, row) for row in snapshot.players}
    assert clocks == {ANNA: 4 * SECOND, BEN: 2 * SECOND}


def test_snapshot_does_not_follow_the_encounter() -> None:
    """What was published stays as it was."""
    story = Story([boss_appears(), hit(), heal()])
    before = story.only
    story.play([hit(1, killed=True), heal(2), seen(ANNA, name="Anna"), hit(3, WOLF, ANNA, killed=True)])
    assert before.damage.amount == 100
    assert before.boss is not None
    assert before.boss.hp == 1_000_000 - 100
    assert before.players[0].actor.name is None
    assert before.deaths == ()


def test_one_table_of_tallies() -> None:
    """The same skill on the same target is one tally; segment, kind, source, target and skill tell tallies apart."""
    record = Story([hit(), hit(), hit(target=WOLF), hit(skill_id=9), hit(source=BEN), heal()]).encounters[0].record
    assert sorted((key.kind, key.source, key.target, key.skill_id) for key in record.tallies) == sorted(
        [
            (Kind.DAMAGE, ANNA, BOSS, 1714),
            (Kind.DAMAGE, ANNA, WOLF, 1714),
            (Kind.DAMAGE, ANNA, BOSS, 9),
            (Kind.DAMAGE, BEN, BOSS, 1714),
            (Kind.HEAL, BEN, ANNA, 1518),
        ]
    )
