# UTF-8, C order, UTC and a umask of 022, whatever the host has.
#: outcome exited 0
#: stdout is "utf-8 utf-8 UTC 1970-01-01T00:00:00 0o22 ä 3 ['Z', 'a']\n"
import datetime
import locale
import os
import sys
import time

print(sys.stdout.encoding, sys.getfilesystemencoding(), time.tzname[0],
      datetime.datetime.fromtimestamp(0).isoformat(), oct(os.umask(0)), "ä", len("äöü"),
      sorted(["a", "Z"], key=locale.strxfrm))
