# Its own folder is empty, private and writable; the code's folder holds the code and nothing else.
#: outcome exited 0
#: gap landlock long-paths: the folder of the run is not /tmp
#: stdout is "contained\n"
#: stderr is ""
import os
import sys
import tempfile

if os.getcwd() != "/tmp" or os.listdir("/tmp"):
    print("LEAK", os.getcwd(), os.listdir("/tmp"))
folder = os.path.dirname(os.path.abspath(__file__))
if set(os.listdir(folder)) - {"main.py", "input"}:
    print("LEAK", os.listdir(folder))
with tempfile.NamedTemporaryFile(suffix="-steerbench-case") as file:
    file.write(b"x")
    file.flush()
with tempfile.TemporaryDirectory() as path:
    open(path + "/x", "w").close()
print("contained")
