# Shared anonymous maps count: 12 times 100 MiB are not to be had with a limit of 512 MiB.
#: limits wall-ms=60000 memory-mib=2048 total-memory-mib=512
#: outcome memory | exited 0
#: stdout lacks "LEAK"
import mmap

maps = []
try:
    for _ in range(12):
        area = mmap.mmap(-1, 100 << 20)
        for offset in range(0, len(area), 4096):
            area[offset] = 1
        maps.append(area)
    import time
    time.sleep(1)
    print("LEAK 1.2 GB")
except (OSError, MemoryError):
    print("refused")
