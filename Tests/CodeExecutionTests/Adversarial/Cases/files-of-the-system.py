# Users, passwords, logs, devices and other mounts are out of reach.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import os

paths = [
    "/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/ssh", "/etc/hostname", "/etc/machine-id",
    "/var/log", "/var/lib", "/var/spool", "/srv", "/opt", "/mnt", "/media", "/boot",
    "/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "/run/systemd",
    "/dev/sda", "/dev/vda", "/dev/mem", "/dev/kmem", "/dev/kmsg", "/dev/port", "/dev/fuse", "/dev/kvm",
    "/dev/net/tun", "/dev/vsock", "/proc/kcore", "/proc/kmsg", "/proc/kallsyms.disabled",
    "/sys/kernel/debug", "/sys/fs/cgroup", "/sys/class/net", "@BAIT_FILE@", "@BAIT_FOLDER@",
]
for path in paths:
    try:
        if os.path.isdir(path):
            found = os.listdir(path)
            if not found:
                continue
        else:
            open(path, "rb").read(1)
        print("LEAK", path)
    except OSError:
        pass
print("contained")
