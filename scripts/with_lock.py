"""Run a command under a lock: `with_lock.py FILE COMMAND …`. Commands with the same lock file wait for each other.

The command replaces this process, so the lock ends with the command. This is Python because macOS has no `flock`
command. Windows has no `fcntl`: there, commands do not wait.
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
