# Twelve processes below their own limit are together above the limit of all.
#: limits wall-ms=60000 cpu-s=40 memory-mib=400 total-memory-mib=512 processes=32
#: outcome memory
#: stdout lacks "LEAK"
#: ends-within-ms 48000
import os
import time

children = []
for _ in range(12):
    child = os.fork()
    if child == 0:
        block = bytearray(os.urandom(1 << 20)) * 200
        time.sleep(100)
        os._exit(0)
    children.append(child)
time.sleep(8)
print("LEAK 2.4 GB at once")
