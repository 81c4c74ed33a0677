"""What players are called, with and without the streamer mode, and words for what has no name."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from resonance import names, texts
from resonance.events import Origin


def test_player_without_a_name() -> None:
    """A player nobody has named is told apart by uid."""
    english = names.load()
    assert english.display_name(None, 100005) == "Player 100005"
    assert english.display_name("", 100005) == "Player 100005"
    assert english.display_name("さくら", 100005) == "さくら"
    assert english.display_uid(100005) == 100005


def test_hidden_players_are_numbered(fresh_numbers: None) -> None:
    """In the order of being asked for, the same number for one player in every language, never a name or a uid."""
    english, japanese = (names.load(language, hide_players=True) for language in ("en", "ja"))
    assert english.display_name("Momoko", 100005) == "Player 1"
    assert japanese.display_name(None, 77) == "Player 2"
    assert japanese.display_name("Momoko", 100005) == english.display_name(None, 100005) == "Player 1"
    assert (english.display_uid(77), english.display_uid(5)) == (2, 3)


def test_hiding_players_reaches_nobody_else(fresh_numbers: None) -> None:
    """The names are shared by language; who did not ask for hidden players sees them."""
    hidden, open_ = names.load(hide_players=True), names.load()
    assert hidden.display_name("Momoko", 100005) == "Player 1"
    assert open_.display_name("Momoko", 100005) == "Momoko"
    assert names.load(hide_players=True) is hidden
    assert hidden.monster(1152) == open_.monster(1152) == "Kartgriff"


def test_two_threads_number_hidden_players(fresh_numbers: None) -> None:
    """Window and engine may meet the same players at the same moment: each gets one number, and none gets two."""
    table = names.load(hide_players=True)
    with ThreadPoolExecutor(4) as pool:
        counted = list(pool.map(lambda _: [table.display_uid(uid) for uid in range(500)], range(4)))
    assert counted[1:] == counted[:-1]
    assert sorted(counted[0]) == list(range(1, 501))


def test_words_for_unknown_ids_are_in_the_language_of_the_windows(tmp_path: Path) -> None:
    """They are no names of the game: the texts of the program have them."""
    (tmp_path / "texts.tsv").write_text("en\tzh\tja\nSkill {number}\t技能 {number}\t\n", encoding="utf-8")
    assert texts.use("zh", tmp_path) == ""
    assert names.load().skill(Origin.SKILL, 999_999_999) == "技能 999999999"
