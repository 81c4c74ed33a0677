"""The settings window, built from `settings.META`. What the user changes there holds at once."""
