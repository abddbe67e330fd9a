"""Minutes from where they are published → files that `index` reads. Indexes nothing."""
