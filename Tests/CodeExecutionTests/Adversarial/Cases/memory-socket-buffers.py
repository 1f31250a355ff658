# What was written to sockets and never read counts as memory, however large the buffers are asked to be.
#: limits wall-ms=60000 total-memory-mib=256
#: outcome memory
#: stdout lacks "LEAK"
import os
import socket
import time

for _ in range(30):
    if os.fork() == 0:
        break
pairs = []
written = 0
try:
    while True:
        pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 24)
        pair[0].setblocking(False)
        pairs.append(pair)
        try:
            while True:
                written += pair[0].send(bytes(65536))
        except BlockingIOError:
            pass
except OSError:
    pass
time.sleep(20)
print("LEAK", written >> 20, "MiB in one process")
