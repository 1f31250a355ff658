# A folder in a folder, thousands deep, is thrown away like all others.
#: limits wall-ms=60000 cpu-s=40
#: outcome exited 0 | memory | disk_limit
#: gap landlock polled-disk: a tree too deep to be measured counts as too large
#: stdout is "True\n"
import os

depth = 0
try:
    while depth < 3000:
        os.mkdir("steerbench-case-deep")
        os.chdir("steerbench-case-deep")
        depth += 1
except OSError:
    pass
print(depth > 10)
