# The doors behind which most bugs of the kernel live are shut.
#: outcome exited 0
#: stdout is "contained\n"
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(256)
buffer[0] = 1
calls = {
    "bpf": (321, 0, buffer, 128), "perf_event_open": (298, buffer, 0, -1, -1, 0),
    "io_uring_setup": (425, 8, ctypes.create_string_buffer(256)), "userfaultfd": (323, 1),
    "userfaultfd for kernel faults": (323, 0), "keyctl": (250, 0, -3, 1), "add_key": (248, b"user", b"x", b"y", 1, -3),
    "request_key": (249, b"user", b"x", None, -3), "init_module": (175, buffer, 8, b""),
    "finit_module": (313, 0, b"", 0), "delete_module": (176, b"x", 0), "kexec_load": (246, 0, 0, None, 0),
    "kexec_file_load": (320, 0, 0, 0, b"", 0), "reboot": (169, 0xfee1dead, 672274793, 0x0, 0),
    "iopl": (172, 3), "ioperm": (173, 0x80, 1, 1), "acct": (163, None), "sethostname": (170, b"x", 1),
    "setdomainname": (171, b"x", 1), "syslog": (103, 2, buffer, 64), "vhangup": (153,),
    "lookup_dcookie": (212, 0, buffer, 64), "kcmp": (312, os.getpid(), 1, 0, 0, 0),
    "modify_ldt": (154, 1, buffer, 16), "memfd_secret": (447, 0), "landlock": (444, None, 0, 2),
    "pidfd_getfd": (438, 0, 0, 0), "process_madvise": (440, 0, buffer, 1, 4, 0),
    "move_pages": (279, 1, 0, None, None, None, 0), "migrate_pages": (256, 1, 1, buffer, buffer),
    "personality": (135, 0x0040000), "set_mempolicy_home_node": (450, 0, 0, 0, 0),
}
open_doors = []
if platform.machine() == "x86_64":
    for name, call in calls.items():
        child = os.fork()
        if child == 0:
            os._exit(7 if libc.syscall(*call) != -1 else 0)
        status = os.waitpid(child, 0)[1]
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 7:
            open_doors.append(name)
# To ask which Landlock there is changes nothing.
open_doors = [name for name in open_doors if name not in ("landlock",)]
print("contained" if not open_doors else f"LEAK {open_doors}")
