"""The encounter as a file for other players, who can import it: see resonance/encounter_file/."""

from __future__ import annotations

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.export_format import ExportFormat, ExportOptions
from resonance.names import Names
from resonance.store import StoreError
from resonance.texts import later, say


def render(snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> bytes:
    """All of it, whatever is shown. Hidden names are not in the file, nor is any uid of a player. StoreError."""
    # Here, because zstd takes a while to load, and most exports need none.
    from resonance.encounter_file.writing import file_bytes

    if options.saved is None:
        raise StoreError(
            say("Only an encounter of the history can be saved as an encounter file."), say("Open it there.")
        )
    return file_bytes(options.saved, anonymise=options.anonymise or names.hide_players)


FORMAT = ExportFormat("rlog", later("Encounter file"), ".rlog", "bytes", render, template="", uses_saved=True)
