# Raw sockets need rights that the program does not have.
#: outcome exited 0
#: stdout is "contained\n"
import socket

for family, kind, protocol in ((2, 3, 1), (10, 3, 58), (17, 3, 768), (17, 2, 768), (16, 3, 0),
                               (16, 3, 15), (40, 1, 0), (40, 2, 0), (44, 3, 0), (38, 5, 0), (31, 3, 1)):
    try:
        socket.socket(family, kind, protocol)
        print("LEAK", family, kind, protocol)
    except OSError:
        pass
print("contained")
