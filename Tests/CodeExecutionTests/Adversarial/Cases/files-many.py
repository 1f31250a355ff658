# A hundred thousand empty files end somewhere, or are simply thrown away; the host's inodes stay.
#: limits wall-ms=60000 cpu-s=40 disk-mib=16 total-memory-mib=512
#: outcome exited 0 | memory | disk_limit
#: ends-within-ms 88000
import os

os.mkdir("steerbench-case-many")
count = 0
try:
    while count < 100_000:
        os.close(os.open(f"steerbench-case-many/{count}", os.O_CREAT | os.O_WRONLY))
        count += 1
except OSError:
    pass
print(count > 100)
