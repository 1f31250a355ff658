# What the machine has once for all its users cannot be taken: requests, watches, keys, terminals, huge pages.
#: machine x86_64
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
leaks = []
contexts = []
for _ in range(8):
    context = ctypes.c_ulong(0)
    if libc.syscall(206, ctypes.c_uint(100), ctypes.byref(context)) == 0:  # io_setup
        leaks.append("aio")
        contexts.append(context)
for context in contexts:
    libc.syscall(207, context)
if libc.syscall(253) >= 0 or libc.syscall(294, 0) >= 0:  # inotify_init, inotify_init1
    leaks.append("inotify")
if libc.syscall(248, b"user", b"steerbench-case", b"x", 1, -2) >= 0:  # add_key
    leaks.append("add_key")
if libc.syscall(250, 0, -2, 1) >= 0 or libc.syscall(250, 1, None) >= 0:  # keyctl
    leaks.append("keyctl")
if libc.syscall(425, 8, ctypes.create_string_buffer(256)) >= 0:  # io_uring_setup
    leaks.append("io_uring")
for path in ("/dev/ptmx", "/dev/pts/ptmx"):
    try:
        os.open(path, os.O_RDWR | os.O_NOCTTY)
        leaks.append(path)
    except OSError:
        pass
print("contained" if not leaks else f"LEAK {leaks}")
