# System V shared memory is refused or gone with the run; nothing of the host's is attached.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
IPC_PRIVATE, IPC_CREAT = 0, 0o1000
key = int("@SHM_KEY@")
identifier = libc.shmget(key, 0, 0)
if identifier >= 0:
    print("LEAK segment of the host")
address = libc.shmat(int("@SHM_ID@"), None, 0o10000)
if address not in (None, ctypes.c_void_p(-1).value):
    print("LEAK", ctypes.string_at(address, 16))
total = 0
for number in range(64):
    identifier = libc.shmget(0x57EE0000 + number, 64 << 20, IPC_CREAT | 0o600)
    if identifier >= 0:
        total += 64
print("contained" if total <= 1024 else f"LEAK {total} MiB")
