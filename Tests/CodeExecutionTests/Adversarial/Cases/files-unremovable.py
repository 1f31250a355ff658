# Folders without permissions, and names of any bytes, are thrown away too.
#: outcome exited 0
#: gap landlock no-file-attributes: modes cannot be changed
#: stdout is "True\n"
import os

locked = os.path.abspath("steerbench-case-locked")
os.mkdir(locked)
os.chdir(locked)
for name in (b"\xff\xfe", b"-rf", b"a\nb", b"*", "ä".encode(), b" "):
    with open(name, "wb") as file:
        file.write(b"x")
os.mkdir("inner", 0o000)
os.chdir("/")
os.chmod(locked, 0o000)
print(True)
