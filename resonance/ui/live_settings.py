"""What other settings do at once, apart from what the windows show: language, theme, numbers, logs, and counting."""

from __future__ import annotations

import ttkbootstrap

from resonance import formats, logs, texts
from resonance.combat.pictures import Scope
from resonance.engine_commands import Configure, Show
from resonance.pipeline import Pipeline
from resonance.settings import Settings

THEMES = {"dark": "bootstrap-dark", "light": "bootstrap-light"}
"""Of ttkbootstrap, for the windows with a title bar."""

ENGINE_SETTINGS = frozenset(
    (
        "clock",
        "amounts",
        "silence_s",
        "instance_silence_s",
        "reset_dropped_percent",
        "reset_back_percent",
        "save_every_s",
        "keep_days",
        "keep_count",
        "keep_mb",
    )
)
"""Those that the pipeline works by."""

OBS_SETTINGS = frozenset(("obs_enabled", "obs_rename", "obs_connections", "obs_rules"))
UNSEEN_SETTINGS = (
    frozenset(("places", "welcomed", "start_view", "game_windows", "log_verbosity", "side_meters"))
    | OBS_SETTINGS
    | ENGINE_SETTINGS
)
"""Changes of these alone draw nothing anew."""


def begin(settings: Settings, root: ttkbootstrap.App, pipeline: Pipeline) -> None:
    """Before the first window: its words and colours."""
    _use_language(settings, pipeline)
    root.theme_use(THEMES[settings.theme])


def take_effect(settings: Settings, changed: frozenset[str], root: ttkbootstrap.App, pipeline: Pipeline) -> None:
    """`changed`: names of those that differ."""
    if "language" in changed:
        _use_language(settings, pipeline)
    if "theme" in changed:
        root.theme_use(THEMES[settings.theme])
    if "number_style" in changed:
        formats.use_style(settings.number_style)
    if changed & ENGINE_SETTINGS:
        pipeline.command(Configure(settings))
    if "log_verbosity" in changed:
        logs.use_verbosity(settings.log_verbosity)
    if "scope" in changed:
        pipeline.command(Show(Scope(settings.scope)))


def _use_language(settings: Settings, pipeline: Pipeline) -> None:
    formats.use_style(settings.number_style)
    problem = texts.use(settings.language)
    if problem:
        pipeline.health.tell(problem, is_error=True)
