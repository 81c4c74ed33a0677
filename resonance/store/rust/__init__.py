"""What the database of the Rust program "Resonance Logs" says of one encounter -> an EncounterRecord."""
