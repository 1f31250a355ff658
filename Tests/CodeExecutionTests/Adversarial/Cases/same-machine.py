# What it sees of the machine is the same in every run, and as little as possible.
#: outcome exited 0
#: gap landlock identity: process, user and host name are the host's
#: same
import locale
import os
import sys
import time

print(os.getpid(), os.getppid(), os.getuid(), os.getgid(), os.getcwd(), sys.argv, sys.flags)
print(os.uname().nodename, time.tzname, locale.getlocale(), sys.getdefaultencoding())
print(sys.stdout.encoding, sys.getfilesystemencoding(), oct(os.umask(0o077)), os.environ)
print(os.get_terminal_size() if os.isatty(1) else "no terminal", __file__, __name__, sys.path)
print(os.getlogin() if False else "", os.cpu_count() is not None, sys.executable)
