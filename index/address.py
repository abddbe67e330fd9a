"""Where an index is: in a folder, or under a name in a cluster of machines."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from index.errors import WrongUsage

_SCHEME = re.compile(r"([a-z]+)://(.*)")
_HOST = r"(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}"
_PLACE = re.compile(rf"({_HOST}(?:,{_HOST})*)/([a-z0-9][a-z0-9_-]{{0,99}})/?")


class ClusterAddress(NamedTuple):
    """An index in a cluster: what answers there, the nodes (`host:port`), and its name."""

    scheme: str
    hosts: tuple[str, ...]
    name: str

    def __str__(self) -> str:
        return f"{self.scheme}://{','.join(self.hosts)}/{self.name}"


Address = Path | ClusterAddress


def read_address(typed: str) -> Address:
    """Read a folder, or scheme://host:port,host:port/name. Raises WrongUsage."""
    if not (cluster := _SCHEME.fullmatch(typed)):
        return Path(typed)
    place = _PLACE.fullmatch(cluster[2])
    if not place:
        raise WrongUsage(
            f"{typed}: 索引のアドレスは {cluster[1]}://ホスト:ポート,ホスト:ポート/名前 の形で"
            "書きます（名前は英小文字、数字、_ と -）。"
        )
    return ClusterAddress(cluster[1], tuple(place[1].split(",")), place[2])
