# A server that the program starts is reached by nobody outside; the suite tries.
#: limits wall-ms=60000
#: host connects
#: outcome exited 0
#: stdout is "done\n"
import socket
import time

try:
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", int("@FREE_PORT@")))
    server.listen(1)
    server.settimeout(0.4)
    try:
        server.accept()
        print("LEAK somebody connected")
    except OSError:
        pass
except OSError:
    pass
print("done")
