# The upper half of a size, a key or a flag hides nothing from the filter.
#: machine x86_64
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.argtypes = [ctypes.c_long] * 5
IPC_CREAT, IPC_RMID, HIGH = 0o1000, 0, 1 << 32
leaks = []
for key in (0, 0x57EE0100, 114, HIGH | 114):
    for size in (2, 4096, HIGH + 1, 2 * HIGH + 1, 64 << 20):
        for high in (0, HIGH):
            identifier = libc.syscall(29, key, size, 0o600 | IPC_CREAT | high, 0)  # shmget
            if identifier >= 0:
                leaks.append((key, size))
                libc.syscall(31, identifier, IPC_RMID, 0, 0)
for flags in (0, 1, 2, 4, HIGH, HIGH | 1):
    if libc.syscall(319, ctypes.cast(b"x", ctypes.c_void_p).value, flags, 0, 0) >= 0:  # memfd_create
        leaks.append("memfd")
print("contained" if not leaks else f"LEAK {leaks}")
