# So is an instruction that does not exist.
#: outcome signaled 4 | signaled 11
import ctypes
import mmap

area = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
area.write(b"\x0f\x0b" if __import__("platform").machine() == "x86_64" else b"\0\0\0\0")
ctypes.CFUNCTYPE(None)(ctypes.addressof(ctypes.c_char.from_buffer(area)))()
