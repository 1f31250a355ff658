# No name is looked up.
#: limits wall-ms=15000
#: outcome exited 0
#: stdout is "contained\n"
#: ends-within-ms 8000
import socket

for name in ("example.com", "github.com", "metadata.google.internal"):
    try:
        socket.getaddrinfo(name, 80)
        print("LEAK", name)
    except OSError:
        pass
print("contained")
