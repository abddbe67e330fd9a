"""Where the addresses of replaced and removed minutes lead."""
