# No datagram reaches the host's servers; the suite looks whether one came.
#: outcome exited 0
#: stdout is "done\n"
#: control leaks
import socket

for family, address in ((socket.AF_INET, ("127.0.0.1", int("@UDP_PORT@"))),
                        (socket.AF_INET, ("255.255.255.255", int("@UDP_PORT@")))):
    try:
        sender = socket.socket(family, socket.SOCK_DGRAM)
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        sender.sendto(b"bait taken", address)
    except OSError:
        pass
print("done")
