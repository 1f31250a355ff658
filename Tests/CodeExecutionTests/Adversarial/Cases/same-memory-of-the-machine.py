# sysinfo tells of a machine that has the run's memory, no load and no uptime.
#: limits total-memory-mib=512
#: outcome exited 0
#: same
#: stdout is "0 0 0 0 536870912 1\n"
import ctypes

numbers = (ctypes.c_ulong * 32)()
ctypes.CDLL(None).sysinfo(ctypes.byref(numbers))
print(*numbers[:5], numbers[10] & 0xFFFF)
