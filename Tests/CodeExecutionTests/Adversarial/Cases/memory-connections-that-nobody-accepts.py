# Connections that wait to be accepted have no descriptor, and hold what was written to them.
#: limits wall-ms=60000 total-memory-mib=128
#: outcome memory
#: stdout lacks "LEAK"
#: gap landlock no-sockets: the strict filter of this tier closes socket() altogether
import socket
import time

server = socket.socket(socket.AF_UNIX)
server.bind("/tmp/steerbench-case.sock")
server.listen(4096)
written = 0
for number in range(4000):
    client = socket.socket(socket.AF_UNIX)
    client.setblocking(False)
    try:
        client.connect("/tmp/steerbench-case.sock")
    except BlockingIOError:
        break
    try:
        while True:
            written += client.send(bytes(65536))
    except BlockingIOError:
        pass
    client.close()
time.sleep(5)
print("LEAK", written >> 20, "MiB")
