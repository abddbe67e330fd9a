"""What a segment's files hold, and how it is read and written."""
