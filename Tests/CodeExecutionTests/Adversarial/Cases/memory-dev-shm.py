# /dev/shm is bounded, empty at the start, and private.
#: limits wall-ms=60000 disk-mib=16 total-memory-mib=512
#: outcome exited 0
#: stdout is "contained\n"
import os

try:
    found = os.listdir("/dev/shm")
    if found:
        print("LEAK", found)
except OSError:
    pass
try:
    print("LEAK", open("/dev/shm/@SHM_NAME@").read())
except OSError:
    pass
written = 0
try:
    for number in range(64):
        with open(f"/dev/shm/steerbench-case-{number}", "wb") as file:
            for _ in range(8):
                file.write(bytes(1 << 20))
                file.flush()
                written += 1
    print("LEAK", written, "MiB")
except OSError:
    print("contained" if written <= 17 else f"LEAK {written} MiB")
