# The device of zeros, mapped by several processes, is shared memory like any other.
#: limits wall-ms=60000 memory-mib=512 total-memory-mib=256
#: outcome memory
#: stdout lacks "LEAK"
import mmap
import os
import time

for number in range(12):
    device = os.open("/dev/zero", os.O_RDWR)
    area = mmap.mmap(device, 100 << 20)
    os.close(device)
    if os.fork() == 0:
        time.sleep(30)
        os._exit(0)
    for offset in range(0, 100 << 20, 4096):
        area[offset] = 1
    area.close()
print("LEAK 1200 MiB")
