# The checkout, the cassettes and the answers in the question files are out of sight.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import os

for name in ("", "Package.swift", "Tasks", "cassettes", ".git/config", "Tests"):
    path = os.path.join("@CHECKOUT@", name)
    try:
        os.listdir(path) if os.path.isdir(path) else open(path, "rb").read()
        print("LEAK", path)
    except OSError:
        pass
print("contained")
