"""Meetings become segments."""
