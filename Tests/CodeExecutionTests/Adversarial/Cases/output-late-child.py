# What children print until the program ends is kept.
#: outcome exited 0
#: stdout is "child\nparent\n"
import os

child = os.fork()
if child == 0:
    os.write(1, b"child\n")
    os._exit(0)
os.waitpid(child, 0)
print("parent")
