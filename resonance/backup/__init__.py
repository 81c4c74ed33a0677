"""Database and settings in one dated zip, and back."""

from resonance.backup.archive import BackupError
from resonance.backup.making import made_words, make
from resonance.backup.restoring import Restored, restore

__all__ = ["BackupError", "Restored", "made_words", "make", "restore"]
