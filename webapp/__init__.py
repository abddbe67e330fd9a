"""HTTP only: pages and API over `index`.

Holds no search logic: each view asks `index.search.Searcher` one question and
lays the answer out.
"""

from webapp.app import create_app
from webapp.server import bind, serve

__all__ = ["bind", "create_app", "serve"]
