# Everything that lies in memory together stays within the limit of the disk, and a bit.
#: limits wall-ms=60000 disk-mib=16 total-memory-mib=512
#: outcome exited 0 | memory | disk_limit
#: stdout lacks "LEAK"
import os

written = 0
folders = (".", "/tmp", "/dev/shm", "/var/tmp", "/run", "/code", "/dev", "/dev/mqueue", "/")
for folder in sorted({os.path.realpath(folder) for folder in folders}):
    try:
        for number in range(40):
            with open(f"{folder}/steerbench-case-{number}", "wb") as file:
                file.write(bytes(2 << 20))
                file.flush()
                written += 2
    except OSError:
        pass
print("contained" if written <= 40 else f"LEAK {written} MiB")
