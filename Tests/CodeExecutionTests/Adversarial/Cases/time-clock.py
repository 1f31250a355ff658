# The clock can be read and not be set.
#: outcome exited 0
#: stdout is "contained\n"
import ctypes
import time

libc = ctypes.CDLL(None, use_errno=True)
before = time.time()
for clock in (time.CLOCK_REALTIME,):
    try:
        time.clock_settime(clock, before + 3600)
        print("LEAK clock_settime")
    except OSError:
        pass
class Timeval(ctypes.Structure):
    _fields_ = [("sec", ctypes.c_long), ("usec", ctypes.c_long)]
if libc.settimeofday(ctypes.byref(Timeval(int(before) + 3600, 0)), None) == 0:
    print("LEAK settimeofday")
buffer = ctypes.create_string_buffer(256)
buffer[0] = 2  # ADJ_FREQUENCY: the kernel checks the right to do so first.
if libc.adjtimex(buffer) != -1:
    print("LEAK adjtimex")
print("contained" if 0 <= time.time() - before < 60 else "the clock moved")
