# /proc/self/mem makes read-only pages of the program writable, which hurts the program alone.
#: outcome exited 0 | signaled * | exited 1
#: stdout lacks "LEAK"
import ctypes
import os

text = ctypes.create_string_buffer(b"before")
try:
    file = os.open("/proc/self/mem", os.O_RDWR)
    os.pwrite(file, b"after ", ctypes.addressof(text))
except OSError:
    pass
try:
    os.pwrite(os.open("/proc/1/mem", os.O_RDWR), b"x", 0x400000)
    print("LEAK /proc/1/mem")
except OSError:
    pass
print("done")
