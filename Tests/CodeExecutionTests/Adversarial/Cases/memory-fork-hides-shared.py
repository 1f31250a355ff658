# Memory that a parent and its children share counts once: this harmless program is not killed.
#: limits wall-ms=60000 memory-mib=400 total-memory-mib=512 processes=16
#: outcome exited 0
#: stdout is "done\n"
import os
import time

block = bytearray(b"x") * (150 << 20)
children = []
for _ in range(6):
    child = os.fork()
    if child == 0:
        time.sleep(0.3)
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
print("done")
