# Whatever it does to its own file is gone with the run; the suite runs the next case afterwards.
#: outcome exited 0
#: stdout is "done\n"
import os

for path in (__file__, os.path.dirname(__file__) + "/sitecustomize.py", "/tmp/sitecustomize.py",
             "/tmp/usercustomize.py", "/tmp/.pythonrc.py", "/tmp/random.py"):
    try:
        with open(path, "w") as file:
            file.write("raise SystemExit('poisoned by an earlier run')\n")
    except OSError:
        pass
print("done")
