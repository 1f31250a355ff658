# Shared memory stays as long as one process could still touch it, and shows in none: it counts all the same.
#: limits wall-ms=60000 memory-mib=512 total-memory-mib=256
#: outcome memory
#: stdout lacks "LEAK"
import mmap
import os
import time

for number in range(12):
    area = mmap.mmap(-1, 100 << 20)
    if os.fork() == 0:
        time.sleep(30)
        os._exit(0)
    for offset in range(0, 100 << 20, 4096):
        area[offset] = 1
    area.close()
print("LEAK 1200 MiB")
