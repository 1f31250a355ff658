# A program that closes every descriptor still has an end that is told.
#: limits wall-ms=60000
#: outcome exited 4
#: stdout is "before\n"
import os

print("before", flush=True)
os.closerange(0, 4096)
os._exit(4)
