# No TCP connection to anywhere, the host's own servers included, over IPv4 and IPv6.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import socket

targets = [
    (socket.AF_INET, ("127.0.0.1", int("@TCP4_PORT@"))), (socket.AF_INET6, ("::1", int("@TCP6_PORT@"))),
    (socket.AF_INET6, ("::ffff:127.0.0.1", int("@TCP4_PORT@"))), (socket.AF_INET, ("192.0.2.1", 80)),
    (socket.AF_INET, ("169.254.169.254", 80)), (socket.AF_INET6, ("2001:db8::1", 80)),
    (socket.AF_INET, ("0.0.0.0", int("@TCP4_PORT@"))),
]
for family, address in targets:
    try:
        connection = socket.socket(family, socket.SOCK_STREAM)
        connection.settimeout(0.3)
        connection.connect(address)
        print("LEAK", address)
    except OSError:
        pass
print("contained")
