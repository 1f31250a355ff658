# Every family but unix is closed: raw, packet, netlink, vsock, bluetooth, kernel crypto, and all others.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import socket

AF_UNIX = 1
allowed = []
for family in range(0, 64):
    if family == AF_UNIX:
        continue
    for kind in (1, 2, 3, 5):
        try:
            socket.socket(family, kind, 0).close()
            allowed.append(family)
            break
        except (OSError, OverflowError):
            pass
# Internet sockets may be had where the network behind them is empty.
allowed = [family for family in allowed if family not in (2, 10)]
print("contained" if not allowed else f"LEAK families {allowed}")
