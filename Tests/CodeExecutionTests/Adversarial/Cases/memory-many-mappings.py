# Files that are mapped again and again take no more memory than the files.
#: limits total-memory-mib=64
#: outcome exited 0
#: stdout is "done\n"
import mmap

with open("steerbench-case-mapped", "wb") as file:
    file.write(bytes(1 << 20))
for _ in range(500):
    with open("steerbench-case-mapped", "r+b") as file, mmap.mmap(file.fileno(), 0) as area:
        area[0] = 1
print("done")
