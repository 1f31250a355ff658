# No name is looked up.
#: limits wall-ms=60000
#: outcome exited 0
#: stdout is "contained\n"
#: ends-within-ms 32000
import socket

for name in ("example.com", "github.com", "metadata.google.internal"):
    try:
        socket.getaddrinfo(name, 80)
        print("LEAK", name)
    except OSError:
        pass
print("contained")
