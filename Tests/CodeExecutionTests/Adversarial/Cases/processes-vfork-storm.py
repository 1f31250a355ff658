# clone with every kind of sharing, and vfork, count as well.
#: limits wall-ms=60000 processes=16
#: machine x86_64
#: outcome exited 0
#: stdout is "stopped\n"
import ctypes
import os
import signal

libc = ctypes.CDLL(None, use_errno=True)
CLONE_VM, CLONE_PARENT, CLONE_FS, CLONE_FILES = 0x100, 0x8000, 0x200, 0x400
children = 0
for flags in (CLONE_FS, CLONE_FILES, CLONE_PARENT, CLONE_FS | CLONE_FILES):
    for _ in range(12):
        child = libc.syscall(56, flags | signal.SIGCHLD, 0, 0, 0, 0)
        if child == 0:
            signal.pause()
            os._exit(0)
        if child > 0:
            children += 1
print("stopped" if children < 16 else f"LEAK {children} processes")
