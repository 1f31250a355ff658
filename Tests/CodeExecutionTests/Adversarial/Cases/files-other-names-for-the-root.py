# Other names of the root folder lead nowhere: /proc, descriptors, handles, links, dot-dot.
#: machine x86_64
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import ctypes
import os

bait = "@BAIT_FILE@"
roots = ["/proc/1/root", "/proc/self/root", f"/proc/{os.getppid()}/root", "/proc/thread-self/root",
         "/proc/1/cwd", f"/proc/{os.getppid()}/cwd", "/../..", "/tmp/../..", "/dev/fd/../../.."]
def reads(name, path):
    try:
        open(path, "rb").read()
        print("LEAK", name)
    except OSError:
        pass
for root in roots:
    reads(root, root + bait)
try:
    os.symlink("/proc/1/root", "steerbench-case-root")
    reads("symbolic link", "steerbench-case-root" + bait)
except OSError:
    pass
for process in (1, os.getppid(), os.getpid()):
    try:
        for descriptor in os.listdir(f"/proc/{process}/fd"):
            reads("descriptor", f"/proc/{process}/fd/{descriptor}/..{bait}")
    except OSError:
        pass
libc = ctypes.CDLL(None, use_errno=True)
handle = ctypes.create_string_buffer(136)
handle[0] = 128
mount = ctypes.c_int()
if libc.syscall(303, -100, b"/", handle, ctypes.byref(mount), 0) == 0:  # name_to_handle_at
    root = os.open("/", os.O_RDONLY)
    if libc.syscall(304, root, handle, os.O_RDONLY) >= 0:  # open_by_handle_at
        print("LEAK open_by_handle_at")
print("contained")
