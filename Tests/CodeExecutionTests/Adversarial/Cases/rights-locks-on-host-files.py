# No file of the host can be locked, leased or watched, by whatever name or call.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import fcntl
import os
import struct
import sys
import threading

F_OFD_SETLK, F_SETLEASE, F_NOTIFY, RDLCK = 37, 1024, 1026, 0
lock = struct.pack("hhqqi4x", RDLCK, 0, 0, 0, 0)
leaks = []

def attempt(name, call):
    try:
        call()
        leaks.append(name)
    except OSError:
        pass

def attempts(path):
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return
    attempt(f"flock {path}", lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB))
    attempt(f"shared flock {path}", lambda: fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB))
    attempt(f"lockf {path}", lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB))
    attempt(f"waiting lockf {path}", lambda: fcntl.fcntl(file, fcntl.F_SETLKW, lock))
    attempt(f"open file lock {path}", lambda: fcntl.fcntl(file, F_OFD_SETLK, lock))
    attempt(f"lease {path}", lambda: fcntl.fcntl(file, F_SETLEASE, RDLCK))
    attempt(f"notify {path}", lambda: fcntl.fcntl(file, F_NOTIFY, 1))
    os.close(file)

paths = ["/usr", "/usr/bin/env", sys.executable, os.__file__, "/etc/ld.so.cache", "/usr/lib"]
for path in paths:
    attempts(path)
# With a second thread, others judge.
thread = threading.Thread(target=lambda: [attempts(path) for path in paths])
thread.start()
thread.join()
# While one thread asks with a file of its own, another puts the host's in its place.
mine = os.open("steerbench-case-own", os.O_RDWR | os.O_CREAT, 0o600)
spare, host = os.dup(mine), os.open("/usr/bin/env", os.O_RDONLY)
running = True

def swap():
    while running:
        os.dup2(host, mine)
        os.dup2(spare, mine)

def host_is_locked():
    try:
        return "lock:" in open(f"/proc/self/fdinfo/{host}").read()
    except OSError:
        return False

thread = threading.Thread(target=swap)
thread.start()
for _ in range(500):
    try:
        fcntl.flock(mine, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        pass
    if host_is_locked():
        leaks.append("swapped")
running = False
thread.join()
print("contained" if not leaks else f"LEAK {leaks}")
