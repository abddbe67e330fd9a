"""HTTP only: pages and API over `index`, without search logic."""

from webapp.app import create_app
from webapp.server import serve

__all__ = ["create_app", "serve"]
