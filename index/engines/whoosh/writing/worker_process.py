"""A process of `workers.ProcessWorker`: does what the messages of a connection say.

Its argument is the file descriptor of the connection. Its standard input is open as long as
its parent lives.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from index.engines.whoosh.writing.segment_builder import SegmentBuilder


def main() -> None:
    """Receive the analyzer, then documents and the folders in which to write segments."""
    # An interrupt is for the parent, which then ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    # No garbage here is cyclic, and searching for cycles among all words takes long.
    gc.disable()
    with Connection(int(sys.argv[1])) as connection:
        try:
            builder = SegmentBuilder(connection.recv())
            connection.send(None)
            while True:
                message = connection.recv()
                if isinstance(message, Path):
                    connection.send(builder.write(message))
                else:
                    builder.add(message)
        except EOFError:
            return
        except Exception as error:
            error.add_note(traceback.format_exc())
            connection.send(error)


def _end_with_parent() -> None:
    """End this process when its parent ends, also while it builds a segment."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == "__main__":
    main()
