# There is no interface but loopback, and no route.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import socket

try:
    names = [name for _, name in socket.if_nameindex()]
except OSError:
    names = []
if set(names) - {"lo"}:
    print("LEAK", names)
for path in ("/proc/net/route", "/proc/net/tcp", "/proc/net/arp", "/proc/net/dev", "/proc/net/unix"):
    try:
        lines = open(path).read().splitlines()
        lines = [line for line in lines[1:] if "lo:" not in line and "|" not in line]
        if lines:
            print("LEAK", path, len(lines))
    except OSError:
        pass
print("contained")
