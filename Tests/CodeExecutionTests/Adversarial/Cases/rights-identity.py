# It is nobody in particular, without capabilities, without a way to gain any.
#: outcome exited 0
#: stdout is "contained\n"
import os

if 0 in (os.getuid(), os.geteuid(), os.getgid(), os.getegid()):
    print("LEAK root")
status = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\t" in line)
for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
    if int(status[name], 16) != 0:
        print("LEAK", name, status[name])
if status["NoNewPrivs"] != "1":
    print("LEAK NoNewPrivs")
if status["Seccomp"] != "2":
    print("LEAK no filter")
for call in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setresuid(0, 0, 0),
             lambda: os.setgroups([0]), lambda: os.chroot("/tmp"), lambda: os.setreuid(0, 0)):
    try:
        call()
        print("LEAK changed identity")
    except OSError:
        pass
print("contained")
