"""HTTP only: pages and API over `index`, without search logic."""

from webapp.app import create_app
from webapp.connections import Limits
from webapp.server import serve

__all__ = ["Limits", "create_app", "serve"]
