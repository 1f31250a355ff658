# Memory cannot be locked, and huge pages cannot be had.
#: outcome exited 0
#: stdout is "contained\n"
import ctypes
import mmap

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
area = mmap.mmap(-1, 64 << 20)
base = ctypes.addressof(ctypes.c_char.from_buffer(area))
if libc.mlock(ctypes.c_void_p(base), 64 << 20) == 0:
    print("LEAK mlock")
address = libc.mmap(None, 2 << 20, 3, 0x40022, -1, 0)  # MAP_HUGETLB
if address not in (None, ctypes.c_void_p(-1).value):
    print("LEAK huge page")
print("contained")
