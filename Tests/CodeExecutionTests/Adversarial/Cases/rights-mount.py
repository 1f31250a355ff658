# Nothing can be mounted, moved, unmounted or pivoted, with the old calls or the new.
#: machine x86_64
#: outcome exited 0
#: stdout is "contained\n"
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
os.makedirs("steerbench-case-mount", exist_ok=True)
target = os.path.abspath(b"steerbench-case-mount")
calls = {
    "mount tmpfs": lambda: libc.mount(b"none", target, b"tmpfs", 0, None),
    "mount proc": lambda: libc.mount(b"proc", target, b"proc", 0, None),
    "bind": lambda: libc.mount(b"/", target, None, 4096, None),
    "remount": lambda: libc.mount(None, b"/", None, 32, None),
    "umount": lambda: libc.umount2(b"/tmp", 2),
    "umount proc": lambda: libc.umount2(b"/proc", 2),
    "pivot_root": lambda: libc.syscall(155, target, target),
    "fsopen": lambda: libc.syscall(430, b"tmpfs", 0),
    "open_tree": lambda: libc.syscall(428, -100, b"/", 1),
    "move_mount": lambda: libc.syscall(429, -100, b"/usr", -100, target, 0),
    "fspick": lambda: libc.syscall(433, -100, b"/", 0),
    "mount_setattr": lambda: libc.syscall(442, -100, b"/", 0, ctypes.create_string_buffer(32), 32),
    "swapon": lambda: libc.swapon(target, 0),
    "quotactl": lambda: libc.syscall(179, 0x80000100, b"/dev/vda", 0, None),
}
for name, call in calls.items():
    if call() != -1:
        print("LEAK", name)
print("contained")
