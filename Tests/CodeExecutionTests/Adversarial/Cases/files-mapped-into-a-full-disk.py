# Who writes into a mapped file for which there is no room reaches the limit of temporary files.
#: limits disk-mib=8 wall-ms=60000
#: outcome disk_limit
#: stdout lacks "LEAK"
import mmap
import os
import time

maps = []
for number in range(3):
    file = os.open(f"steerbench-case-{number}", os.O_RDWR | os.O_CREAT)
    os.ftruncate(file, 6 << 20)
    maps.append(mmap.mmap(file, 6 << 20))
for area in maps:
    for offset in range(0, 6 << 20, 4096):
        area[offset] = 1
time.sleep(5)
print("LEAK")
