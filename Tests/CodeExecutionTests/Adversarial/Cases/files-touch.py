# Not even the times of a file of the host can be changed, where anybody may write to it.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
#: gap-as-root landlock file-metadata: Landlock does not guard the times of files that anybody may write to
import os

try:
    os.utime("@BAIT_FILE@")
    print("LEAK touched")
except OSError:
    pass
print("contained")
