# No namespace of its own: a user namespace would bring back every capability and the kernel's bugs.
#: machine x86_64
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import ctypes
import os
import signal

libc = ctypes.CDLL(None, use_errno=True)
flags = {"user": 0x10000000, "mount": 0x00020000, "net": 0x40000000, "pid": 0x20000000,
         "ipc": 0x08000000, "uts": 0x04000000, "cgroup": 0x02000000, "time": 0x00000080}
def isolated(name, call):
    child = os.fork()
    if child == 0:
        os._exit(7 if call() else 0)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 7:
        print("LEAK", name)
def cloned(flag):
    # clone(2), raw: the child ends at once.
    child = libc.syscall(56, flag | signal.SIGCHLD, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    return child > 0
for name, flag in flags.items():
    isolated(f"unshare {name}", lambda: libc.unshare(flag) == 0)
    if name != "time":  # clone(2) has no room for this one.
        isolated(f"clone {name}", lambda: cloned(flag))
    isolated(f"unshare user and {name}", lambda: libc.unshare(flag | flags["user"]) == 0)
arguments = (ctypes.c_uint64 * 11)(flags["user"], 0, 0, 0, signal.SIGCHLD)
def clone3():
    child = libc.syscall(435, arguments, ctypes.sizeof(arguments))
    if child == 0:
        os._exit(0)
    return child > 0
isolated("clone3 user", clone3)
def joined():
    try:
        return libc.setns(os.open("/proc/1/ns/mnt", os.O_RDONLY), 0) == 0
    except OSError:
        return False
isolated("setns", joined)
print("contained")
