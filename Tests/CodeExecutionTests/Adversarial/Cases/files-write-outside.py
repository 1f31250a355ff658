# Nothing outside the program's own folders can be made, changed, renamed or removed.
#: outcome exited 0
#: stdout is "contained\n"
import os

folders = ["/", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/etc", "/bin", "/sbin", "/lib", "/dev",
           "/var/tmp", "/run", "/run/lock", "/home", "/root", "/proc", "/sys", "/opt", "/mnt", "/code",
           "@BAIT_FOLDER@", "@CHECKOUT@", "/dev/mqueue"]
# The tier may give folders of its own these names; what counts is what the host then shows, which
# the suite looks for. What is part of the system must refuse.
must_refuse = {"/usr", "/usr/bin", "/usr/lib", "/usr/local", "/etc", "/bin", "/sbin", "/lib", "/proc",
               "/sys", "@BAIT_FOLDER@", "@CHECKOUT@"}
for folder in folders:
    path = os.path.join(folder, "steerbench-case-outside")
    try:
        with open(path, "w") as file:
            file.write("x")
        if folder in must_refuse:
            print("LEAK", path)
    except OSError:
        pass
    try:
        os.mkdir(path + "-folder")
        if folder in must_refuse:
            print("LEAK", path, "folder")
    except OSError:
        pass
for call in (lambda: os.rename("/usr/bin/env", "/usr/bin/steerbench-case"),
             lambda: os.utime("/usr/bin/env"),
             lambda: os.chmod("@BAIT_FILE@", 0o777), lambda: os.truncate("@BAIT_FILE@", 0),
             lambda: os.unlink("@BAIT_FILE@"),
             lambda: os.chmod("/usr/bin/env", 0o755)):
    try:
        call()
        print("LEAK changed")
    except OSError:
        pass
print("contained")
