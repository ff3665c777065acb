"""Run a command while no other process runs one with the same lock file: `alone.py FILE COMMAND …`.

The command takes the place of this process and keeps the lock until it ends, however it ends. macOS has no `flock`
command, and Windows no `fcntl`: there, commands do not wait for each other.
"""

import os
import sys

try:
    import fcntl
except ImportError:
    fcntl = None

name, command = sys.argv[1], sys.argv[2:]
if fcntl:
    lock = os.open(name, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        print("Another command is preparing this folder. Waiting until it has finished …", flush=True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
        except KeyboardInterrupt:
            sys.exit(130)
    os.set_inheritable(lock, True)
os.execvp(command[0], command)
