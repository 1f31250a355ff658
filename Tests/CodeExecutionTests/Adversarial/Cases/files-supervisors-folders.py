# What the supervisor wrote for the run, the code and the random devices, cannot be changed or added to.
#: outcome exited 0
#: stdout is "contained\n"
import os

leaks = []
script = os.path.abspath(__file__)
for path in ("/run/random", "/run/cpus", script, "/dev/urandom"):
    for change in (lambda: os.chmod(path, 0o777), lambda: os.unlink(path),
                   lambda: open(path, "r+b").write(b"x"), lambda: os.rename(path, path + "-old")):
        try:
            change()
            leaks.append(path)
        except OSError:
            pass
for folder in ("/run", "/code", os.path.dirname(script)):
    try:
        open(f"{folder}/steerbench-case", "w").close()
        leaks.append(folder)
    except OSError:
        pass
print("contained" if not leaks else f"LEAK {leaks}")
