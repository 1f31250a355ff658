# Programs with the setuid bit give nothing.
#: limits wall-ms=60000
#: outcome exited 0
#: stdout is "contained\n"
import os
import subprocess

for command in (["/usr/bin/su", "-c", "id -u"], ["/usr/bin/sudo", "-n", "id", "-u"],
                ["/usr/bin/pkexec", "id", "-u"], ["/usr/bin/newgrp", "root"], ["/usr/bin/mount"],
                ["/usr/bin/passwd", "-S"], ["/usr/bin/chsh", "--help"]):
    try:
        result = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=5)
        if result.stdout.strip() == b"0":
            print("LEAK", command)
    except (OSError, subprocess.SubprocessError):
        pass
# A setuid copy of its own is of its own user at most.
try:
    with open("/bin/true", "rb") as source, open("steerbench-case-suid", "wb") as target:
        target.write(source.read())
    os.chmod("steerbench-case-suid", 0o4755)
    if os.stat("steerbench-case-suid").st_uid == 0:
        print("LEAK a setuid file of root")
except OSError:
    pass
print("contained")
