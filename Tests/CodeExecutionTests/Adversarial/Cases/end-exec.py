# A program that becomes another one ends as that one does.
#: outcome exited 7
#: stdout is "other\n"
import os

os.execv("/bin/sh", ["sh", "-c", "echo other; exit 7"])
