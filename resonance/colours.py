"""Which colour a player has: by class or by spec, from a palette or the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from resonance.names import UNKNOWN_COLOR, Names


@dataclass(frozen=True, slots=True)
class Colours:
    """All colours as "#rrggbb". The user's own ones come before those of the palette."""

    names: Names
    palette: str = "game"  # or "safe": one that colour-blind people can tell apart
    by: str = "class"  # or "spec": the two specs of a class differ
    own_classes: Mapping[str, str] = field(default_factory=dict)  # by class id in digits
    own_specs: Mapping[str, str] = field(default_factory=dict)  # by spec key

    def of(self, class_id: int | None, spec: str | None) -> str:
        """UNKNOWN_COLOR for who has no class yet. By spec, somebody whose spec is not known has the class's colour."""
        colour = self._of_spec(spec) if self.by == "spec" else None
        return colour or self._of_class(class_id)

    def _of_class(self, class_id: int | None) -> str:
        return self.own_classes.get(str(class_id)) or self.names.class_color(class_id, safe=self.palette == "safe")

    def _of_spec(self, spec: str | None) -> str | None:
        if spec is None:
            return None
        colour = self.own_specs.get(spec) or self.names.spec_color(spec, safe=self.palette == "safe")
        return None if colour == UNKNOWN_COLOR else colour
