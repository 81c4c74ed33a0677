"""Database and settings in one dated zip, and back."""

from resonance.backup.archive import BackupError
from resonance.backup.making import made_words, make
from resonance.backup.restoring import Looked, Restored, look, restore, restored_lines

__all__ = ["BackupError", "Looked", "Restored", "look", "made_words", "make", "restore", "restored_lines"]
