# The kernel's switches cannot be turned, and its secrets are not shown.
#: outcome exited 0
#: stdout is "contained\n"
import os

for path in ("/proc/sys/kernel/hostname", "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger",
             "/proc/sys/vm/drop_caches", "/proc/sys/kernel/randomize_va_space",
             "/proc/sys/net/ipv4/ip_forward", "/proc/sys/kernel/modprobe", "/proc/1/oom_score_adj",
             "/proc/sys/fs/binfmt_misc/register", "/proc/1/attr/current", "/proc/1/uid_map",
             "/proc/self/uid_map", "/proc/self/gid_map", "/proc/self/setgroups",
             "/proc/self/loginuid", "/proc/1/mem"):
    try:
        descriptor = os.open(path, os.O_WRONLY)
        os.write(descriptor, b"h")
        print("LEAK wrote", path)
    except OSError:
        pass
for path in ("/proc/kcore", "/proc/kmsg", "/proc/1/mem", "/proc/1/maps", "/proc/1/stack",
             f"/proc/{os.getppid()}/mem", "/proc/kpagecount", "/proc/vmallocinfo", "/proc/timer_list",
             "/proc/keys", "/proc/slabinfo"):
    try:
        if open(path, "rb").read(64):
            print("LEAK read", path)
    except OSError:
        pass
try:
    os.write(os.open("/proc/self/oom_score_adj", os.O_WRONLY), b"-1000")
    print("LEAK oom_score_adj")
except OSError:
    pass
print("contained")
