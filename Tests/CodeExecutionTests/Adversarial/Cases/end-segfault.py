# A fault in C code is a signal; no core file is written and nothing is said on the program's behalf.
#: outcome signaled 11
#: stdout is "before\n"
#: stderr is ""
import ctypes

print("before", flush=True)
ctypes.string_at(8)
