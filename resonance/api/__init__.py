"""The local API and the pages for the browser: the newest snapshot and the history over HTTP, for this computer alone.

Off until the user switches it on. Nothing in here waits for the engine or for Tk, and neither of them waits for it: it
reads the newest snapshot where the window reads it, and asks the history over a connection of its own.
"""
