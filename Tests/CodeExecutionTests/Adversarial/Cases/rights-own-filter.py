# Another filter or Landlock rule on top takes rights away and never gives any.
#: outcome exited 0 | signaled *
#: stdout is "contained\n"
import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]
allow = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0x7fff0000))
program = Program(1, ctypes.addressof(allow))
libc.prctl(22, 2, ctypes.byref(program), 0, 0)
if libc.prctl(38, 0, 0, 0, 0) == 0:
    print("LEAK no_new_privs taken back")
if libc.unshare(0x10000000) == 0:
    print("LEAK unshare")
try:
    open("@BAIT_FILE@")
    print("LEAK file of the host")
except OSError:
    pass
print("contained", flush=True)
os._exit(0)
