# ptrace and process_vm_readv do not even work on the program's own children, and never on pid 1.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import ctypes
import os
import signal

libc = ctypes.CDLL(None, use_errno=True)
class Iovec(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
text = ctypes.create_string_buffer(b"secret of the parent")
def attempt(name, target):
    here = ctypes.create_string_buffer(20)
    local = Iovec(ctypes.addressof(here), 20)
    remote = Iovec(ctypes.addressof(text), 20)
    if libc.process_vm_readv(target, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0) > 0:
        print("LEAK process_vm_readv", name, flush=True)
    if libc.process_vm_writev(target, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0) > 0:
        print("LEAK process_vm_writev", name, flush=True)
child = os.fork()
if child == 0:
    signal.pause()
attempt("child", child)
attempt("init", 1)
attempt("parent", os.getppid())
if libc.ptrace(16, child, 0, 0) == 0:
    print("LEAK ptrace attach", flush=True)
if libc.ptrace(0, 0, 0, 0) == 0:  # PTRACE_TRACEME
    print("LEAK ptrace traceme", flush=True)
print("contained", flush=True)
os.kill(child, signal.SIGKILL)
os._exit(0)
