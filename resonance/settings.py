"""Every user setting with default, unit, range and meaning. The settings window is built from `META`.

A new setting is one line in `Settings`. `settings_file` loads and saves them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from resonance.setting_meta import Meta, Shape, columns, hotkey, order, setting, table


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one user; change one with `dataclasses.replace`."""

    clock: str = setting(
        "active",
        "Numbers",
        "Seconds in DPS",
        "Active: without the pauses of the whole group. Elapsed: from the first to the last hit. "
        "Personal: without the pauses of each player. Boss: only while a boss is being fought.",
        choices=("active", "elapsed", "personal", "boss"),
        titles=("Active", "Elapsed", "Personal", "Boss"),
    )
    amounts: str = setting(
        "raw",
        "Numbers",
        "Amounts",
        "Raw: as the game sends them. Effective: without overkill and overheal, as far as HP are known.",
        choices=("raw", "effective"),
        titles=("Raw", "Effective"),
    )
    scope: str = setting(
        "encounter",
        "Numbers",
        "The meter shows",
        "Newest fight: that alone. Encounter: all since the last reset or change of scene. "
        "Evening: all encounters since the start of the program, or since a pause of four hours.",
        choices=("encounter", "segment", "evening"),
        titles=("Encounter", "Newest fight", "Evening"),
    )
    silence_s: int = setting(
        15,
        "Numbers",
        "End after silence",
        "In the open world an encounter ends after this long without damage; 0: never.",
        unit="s",
        low=0,
        high=3_600,
    )
    instance_silence_s: int = setting(
        0,
        "Numbers",
        "End after silence in dungeons",
        "The same in dungeons, raids and trials; 0: never, only the way out ends it.",
        unit="s",
        low=0,
        high=3_600,
    )
    reset_dropped_percent: int = setting(
        95,
        "Numbers",
        "A boss was hurt below",
        "Only a boss whose HP were below this can be reset.",
        unit="%",
        low=1,
        high=100,
    )
    reset_back_percent: int = setting(
        99,
        "Numbers",
        "A boss is back above",
        "A boss that was hurt and has this much HP again was reset: the next hit is another attempt.",
        unit="%",
        low=1,
        high=100,
    )
    number_style: str = setting(
        "short",
        "Numbers",
        "Number style",
        "How large amounts are written.",
        choices=("short", "full", "myriad"),
        titles=("12.3k", "12,345", "1.2万"),
    )
    bars: str = setting(
        "top",
        "Numbers",
        "Length of the bars",
        "What a full bar stands for.",
        choices=("top", "total"),
        titles=("The first in the list", "The sum of all"),
    )
    start_view: str = setting(
        "damage",
        "Numbers",
        "First tab",
        "What the meter shows when it starts.",
        choices=("damage", "healing", "taken", "deaths", "buffs"),
        titles=("Damage", "Healing", "Taken", "Deaths", "Buffs"),
    )
    capture_source: str = setting(
        "auto", "Capture", "Source", "Where packets come from; auto: the best one for this computer."
    )
    save_every_s: int = setting(
        5, "History", "Save every", "How often a running encounter is saved.", unit="s", low=1, high=60
    )
    keep_days: int = setting(
        0,
        "History",
        "Days to keep",
        "Older encounters are removed, unless they are favourites or imported; 0: never.",
        low=0,
        high=10_000,
    )
    keep_count: int = setting(
        0,
        "History",
        "Encounters to keep",
        "If there are more, the oldest are removed, unless they are favourites or imported; 0: no limit.",
        low=0,
        high=1_000_000,
    )
    keep_mb: int = setting(
        0,
        "History",
        "Largest size",
        "If the history takes more space, the oldest are removed, unless they are favourites or imported; 0: no limit.",
        unit="MB",
        low=0,
        high=1_000_000,
    )
    language: str = setting(
        "en",
        "Look",
        "Language",
        "Of the windows and of the game's names.",
        choices=("en", "zh", "ja"),
        titles=("English", "简体中文", "日本語"),
    )
    theme: str = setting(
        "dark", "Look", "Theme", "Colours of the windows.", choices=("dark", "light"), titles=("Dark", "Light")
    )
    palette: str = setting(
        "game",
        "Look",
        "Class colours",
        "Those of the game, or a set that colour-blind people can tell apart.",
        choices=("game", "safe"),
        titles=("Like the game", "Colour-blind safe"),
    )
    colour_by: str = setting(
        "class",
        "Look",
        "Colours by",
        "Whether the two specs of a class share a colour.",
        choices=("class", "spec"),
        titles=("Class", "Spec"),
    )
    class_colours: dict[str, str] = field(
        default_factory=dict,
        metadata=table("Look", "Own class colours", "Instead of those of the palette.", shape=Shape.COLOURS),
    )
    spec_colours: dict[str, str] = field(
        default_factory=dict,
        metadata=table("Look", "Own spec colours", "Instead of those of the palette.", shape=Shape.COLOURS),
    )
    font_size: int = setting(13, "Look", "Font size", "Of names and numbers.", unit="px", low=10, high=24)
    row_height: str = setting(
        "comfortable",
        "Look",
        "Rows",
        "How close the rows stand.",
        choices=("comfortable", "compact"),
        titles=("Comfortable", "Compact"),
    )
    opacity: float = setting(
        0.94, "Look", "Opacity", "At 1 nothing of the game is seen through the meter.", low=0.3, high=1.0
    )
    copy_format: str = setting(
        "text",
        "Exports",
        "Copy button",
        "What the copy button makes of the players; details are always copied as a text table.",
        choices=("text", "discord", "chat", "markdown", "tsv"),
        titles=("Text table", "Discord message", "Chat line", "Markdown table", "TSV, to paste into a spreadsheet"),
    )
    export_title: str = setting(
        "",
        "Exports",
        "Title line",
        "Template of the first line of an export, such as {fight} {pull} · {time}. Empty: the usual one.",
    )
    chat_template: str = setting(
        "",
        "Exports",
        "Beginning of a chat line",
        "Template of what stands before the players, with the same placeholders as the title line. "
        "Empty: the usual one.",
    )
    chat_limit: int = setting(
        80, "Exports", "Characters in a chat line", "A longer summary is split between players.", low=40, high=1_000
    )
    export_top: int = setting(
        10, "Exports", "Largest players", "How many an export of the largest has.", low=1, high=100
    )
    hide_names: bool = setting(
        False, "Privacy", "Streamer mode", "Players are numbered in windows and exports; no name is shown anywhere."
    )
    log_verbosity: str = setting(
        "info",
        "Privacy",
        "Log files",
        "How much they tell to whoever looks for a fault; no log holds the name of a player.",
        choices=("warning", "info", "debug"),
        titles=("Only trouble", "As usual", "Everything"),
    )
    api_enabled: bool = setting(
        False,
        "Streaming",
        "Overlay and local API",
        "Pages for OBS and a second screen, and data for other programs, on this computer alone.",
        shape=Shape.ADDRESSES,
    )
    api_port: int = setting(
        8217, "Streaming", "Port", "Of these addresses. Change it if another program has it.", low=1_024, high=65_535
    )
    api_network: bool = setting(
        False,
        "Streaming",
        "Also for the local network",
        "For phones and other computers. Careful: everybody in this network who has an address with its key can watch, "
        "with all names that are not hidden, and nothing is encrypted. Only where you trust the network.",
    )
    obs_enabled: bool = setting(
        False,
        "Streaming",
        "OBS",
        "Let OBS record, save replays and switch scenes by rules of yours, and remember which video shows which fight.",
        shape=Shape.OBS,
    )
    obs_in_demo: bool = setting(
        False,
        "Streaming",
        "OBS in demo and replay",
        "Rules act there too, to try them out. Otherwise OBS is left alone unless the game itself is captured.",
    )
    obs_rename: bool = setting(
        False,
        "Streaming",
        "Names of recordings",
        "When a recording of OBS on this computer ends, its file is renamed: date, scene, boss, result, pull.",
    )
    obs_connections: tuple[str, ...] = setting((), "", "Connections to OBS", "Each a line of JSON, without password.")
    obs_rules: tuple[str, ...] = setting((), "", "Rules for OBS", "Each a line of JSON.")
    mini: bool = setting(False, "Window", "Mini mode", "One line; it grows while the pointer is over it.")
    hide_out_of_combat: bool = setting(False, "Window", "Hide out of combat", "The meter comes back with the next hit.")
    hide_after_s: int = setting(
        20, "Window", "Hide after", "How long after the last hit it hides.", unit="s", low=3, high=3_600
    )
    hide_behind: bool = setting(
        False, "Window", "Hide when the game is not in front", "Once the game has been in front since the start."
    )
    game_windows: str = setting(
        "blue protocol, bpsr, star resonance, 星痕共鸣, スターレゾナンス",
        "Window",
        "The game's window",
        "Words, with commas between them: a window is the game's if its title or its program holds one of them.",
    )
    hotkey_rescue: str = hotkey(
        "Ctrl+Shift+Home", "Bring windows back", "Every window returns to the screen and takes the mouse again."
    )
    hotkey_hide: str = hotkey("Ctrl+Shift+F10", "Show or hide", "The meter disappears, or is there again.")
    hotkey_through: str = hotkey("Ctrl+Shift+F9", "Click-through", "The mouse reaches the game below, or the meter.")
    hotkey_mini: str = hotkey("Ctrl+Shift+F8", "Mini mode", "One line, or the whole meter.")
    hotkey_scope: str = hotkey(
        "Ctrl+Shift+F7", "Fight or all", "The newest fight, the whole encounter, the evening, and so on."
    )
    hotkey_reset: str = hotkey("Ctrl+Shift+F11", "Reset", "End this encounter; the next hit starts a new one.")
    hotkey_pause: str = hotkey("Ctrl+Shift+F12", "Pause", "Count nothing, or go on.")
    columns_damage: tuple[str, ...] = columns("Damage")
    columns_healing: tuple[str, ...] = columns("Healing")
    columns_taken: tuple[str, ...] = columns("Taken")
    order_damage: str = order("Damage")
    order_healing: str = order("Healing")
    order_taken: str = order("Taken")
    places: dict[str, str] = field(
        default_factory=dict, metadata=table("", "Where windows were", "By window and set of screens: 600x424+100+80.")
    )
    side_meters: tuple[str, ...] = setting((), "", "Meters beside the meter", "What each shows, as in scope.")
    welcomed: bool = setting(False, "", "Welcome", "Whether the first start is over.")

    unknown: dict[str, Any] = field(default_factory=dict)
    """What a newer version left in the file; written back, so that going back and forth loses nothing."""


META: dict[str, Meta] = {each.name: each.metadata["meta"] for each in fields(Settings) if "meta" in each.metadata}
"""By name, in the order of a settings window."""
