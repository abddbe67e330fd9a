"""Minutes files become meetings, meetings become an index."""
