# No process of the host is visible by its number, can be signalled, traced, read, or slowed down.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import ctypes
import os
import resource
import signal

libc = ctypes.CDLL(None, use_errno=True)
victim = int("@VICTIM_PID@")
def ok(name, call):
    try:
        call()
        print("LEAK", name)
    except (OSError, ProcessLookupError, ValueError):
        pass
ok("kill", lambda: os.kill(victim, 0))
def reads(name):
    def call():
        with open(f"/proc/{victim}/{name}", "rb") as file:
            if not file.read(64):
                raise OSError
    ok(name, call)
reads("environ")
reads("maps")
ok("mem", lambda: open(f"/proc/{victim}/mem", "rb").close())
ok("root", lambda: os.listdir(f"/proc/{victim}/root"))
ok("cwd", lambda: os.listdir(f"/proc/{victim}/cwd"))
ok("fd", lambda: os.listdir(f"/proc/{victim}/fd"))
ok("pidfd", lambda: signal.pidfd_send_signal(os.pidfd_open(victim), 0))
ok("nice", lambda: os.setpriority(os.PRIO_PROCESS, victim, 19))
ok("affinity", lambda: os.sched_setaffinity(victim, {0}))
ok("prlimit", lambda: resource.prlimit(victim, resource.RLIMIT_NOFILE, (64, 64)))
if libc.ptrace(16, victim, 0, 0) == 0:  # PTRACE_ATTACH
    print("LEAK ptrace")
print("contained")
