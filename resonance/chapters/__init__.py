"""Chapters of a video, or of any evening, made of the history: for YouTube, ffmpeg and spreadsheets. Pure."""
