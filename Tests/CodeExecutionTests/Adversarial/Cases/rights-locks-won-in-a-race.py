# Who wins the race for a lock on a file of the host does not keep it: the run is ended.
#: limits wall-ms=60000 cpu-s=30
#: outcome exited 0 | signaled 31
#: stdout lacks "LEAK"
import fcntl
import os
import struct
import threading
import time

mine = os.open("steerbench-case-own", os.O_RDWR | os.O_CREAT, 0o600)
spare, host = os.dup(mine), os.open("/usr/bin/env", os.O_RDONLY)
swapping = True

def swap():
    while True:
        if swapping:
            os.dup2(host, mine)
        if swapping:
            os.dup2(spare, mine)

def host_is_locked():
    """Whether another process sees a lock."""
    child = os.fork()
    if child == 0:
        question = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
        answer = fcntl.fcntl(host, fcntl.F_GETLK, question)
        os._exit(struct.unpack("hhqqi4x", answer)[0] != fcntl.F_UNLCK)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1

threading.Thread(target=swap, daemon=True).start()
for _ in range(3000):
    try:
        fcntl.lockf(mine, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        continue
    if os.stat(mine).st_ino == os.stat(host).st_ino:
        swapping = False
        if host_is_locked():
            time.sleep(1)
            print("LEAK" if host_is_locked() else "gone")
            break
        swapping = True
os._exit(0)
