# Nor do unix sockets in folders of the host.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import socket

for path in ("@UNIX_SOCKET@", "/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket",
             "/run/systemd/private", "/run/user/0/bus", "/tmp/.X11-unix/X0", "/dev/log"):
    try:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(0.3)
        connection.connect(path)
        print("LEAK", path)
    except OSError:
        pass
print("contained")
