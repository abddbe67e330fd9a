"""HTTP only: pages and API over `index`."""
