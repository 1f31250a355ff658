# The 32-bit gate and the x32 numbers, which a filter for 64 bits may overlook, lead nowhere.
#: outcome exited 0
#: stdout is "contained\n"
import ctypes
import mmap
import os
import platform

if platform.machine() == "x86_64":
    libc = ctypes.CDLL(None, use_errno=True)
    area = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    # mov eax, 20 (getpid of the 32-bit table); int 0x80; ret
    area.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
    gate = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(area)))
    X32 = 0x40000000
    def attempt(name, call):
        child = os.fork()
        if child == 0:
            os._exit(7 if call() > 0 else 0)
        status = os.waitpid(child, 0)[1]
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 7:
            print("LEAK", name)
    attempt("int 0x80", gate)
    attempt("x32 getpid", lambda: libc.syscall(X32 | 39))
    attempt("x32 ptrace", lambda: libc.syscall(X32 | 521, 0, 0, 0, 0) == 0)
print("contained")
