# The program and its children have the same numbers in every run.
#: outcome exited 0
#: same
#: stdout lacks "@VICTIM_PID@\n"
#: gap landlock identity: without a pid namespace process numbers are the host's
import os
import subprocess

print(os.getpid(), os.getppid())
children = []
for _ in range(3):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    children.append(child - os.getpid())
print(children)
print(subprocess.run(["/bin/sh", "-c", "echo $$"], capture_output=True).stdout)
