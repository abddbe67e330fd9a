"""A string that a person typed becomes a query tree; any string does."""
