# A unix socket between its own processes works.
#: outcome exited 0
#: stdout is "pong\n"
#: gap landlock no-sockets: the strict filter of this tier closes socket() altogether
import os
import socket

server = socket.socket(socket.AF_UNIX)
server.bind("steerbench-case.sock")
server.listen(1)
if os.fork() == 0:
    client = socket.socket(socket.AF_UNIX)
    client.connect("steerbench-case.sock")
    client.sendall(b"pong")
    os._exit(0)
print(server.accept()[0].recv(10).decode())
