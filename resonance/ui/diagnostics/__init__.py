"""The window of diagnostics: how the program itself is doing."""
