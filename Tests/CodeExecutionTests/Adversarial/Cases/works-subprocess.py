# A program may start others.
#: outcome exited 0
#: stdout is "hello\n3\n"
import subprocess

print(subprocess.run(["echo", "hello"], capture_output=True, text=True, check=True).stdout, end="")
print(subprocess.run("exit 3", shell=True).returncode)
