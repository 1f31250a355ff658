# It is nobody in particular, without capabilities, without a way to gain any.
#: outcome exited 0
#: stdout is "contained\n"
import ctypes
import os

if 0 in (os.getuid(), os.geteuid(), os.getgid(), os.getegid()):
    print("LEAK root")
libc = ctypes.CDLL(None, use_errno=True)
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
sets = (ctypes.c_uint32 * 6)()
if libc.capget(header, sets) != 0 or any(sets):
    print("LEAK capabilities", list(sets))
if libc.prctl(39, 0, 0, 0, 0) != 1:  # PR_GET_NO_NEW_PRIVS
    print("LEAK no_new_privs is not set")
if libc.prctl(21, 0, 0, 0, 0) != 2:  # PR_GET_SECCOMP
    print("LEAK no filter")
for call in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setresuid(0, 0, 0),
             lambda: os.setgroups([0]), lambda: os.chroot("/tmp"), lambda: os.setreuid(0, 0)):
    try:
        call()
        print("LEAK changed identity")
    except OSError:
        pass
print("contained")
