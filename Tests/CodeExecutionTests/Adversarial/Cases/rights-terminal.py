# No terminal can be had, and nothing can be typed into the caller's.
#: outcome exited 0
#: stdout is "contained\n"
import fcntl
import os
import termios

for descriptor in (0, 1, 2):
    if os.isatty(descriptor):
        print("LEAK terminal", descriptor)
    try:
        fcntl.ioctl(descriptor, termios.TIOCSTI, b"x")
        print("LEAK TIOCSTI")
    except OSError:
        pass
for path in ("/dev/tty", "/dev/console", "/dev/tty0", "/dev/tty1", "/dev/ttyS0"):
    try:
        os.open(path, os.O_RDWR | os.O_NOCTTY)
        print("LEAK", path)
    except OSError:
        pass
print("contained")
