# Nor by sendto on an unconnected socket, by MPTCP or by SCTP.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import socket

for kind, protocol in ((socket.SOCK_STREAM, 262), (socket.SOCK_STREAM, 132), (socket.SOCK_STREAM, 0)):
    try:
        connection = socket.socket(socket.AF_INET, kind, protocol)
        connection.settimeout(0.3)
        connection.sendto(b"x", 0x20000000, ("127.0.0.1", int("@TCP4_PORT@")))
        print("LEAK", protocol)
    except OSError:
        pass
print("contained")
