# Abstract unix sockets of the host do not answer.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import socket

for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    try:
        connection = socket.socket(socket.AF_UNIX, kind)
        connection.settimeout(0.3)
        connection.connect("\0@ABSTRACT_NAME@")
        print("LEAK", kind)
    except OSError:
        pass
print("contained")
