"""The window that compares two fights or two players."""
