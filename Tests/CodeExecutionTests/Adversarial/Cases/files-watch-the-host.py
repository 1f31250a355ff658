# Nothing of the host's can be watched: neither with inotify nor with fanotify.
#: machine x86_64
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
watch = libc.inotify_init1(0)
if watch >= 0:
    for path in (b"@BAIT_FOLDER@", b"@CHECKOUT@", b"/root", b"/home", b"/var/log"):
        if libc.inotify_add_watch(watch, path, 0xfff) >= 0:
            print("LEAK inotify", path)
if libc.syscall(300, 0, 0) >= 0:
    print("LEAK fanotify")
print("contained")
