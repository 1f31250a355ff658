# Locks on its own files work in a process with several threads too, and whoever must wait does.
#: limits wall-ms=60000
#: outcome exited 0
#: stdout is "refused\nwaited\nrefused\nwaited\n[(1,)]\n"
#: stderr is ""
import fcntl
import sqlite3
import struct
import threading

F_OFD_SETLK, F_OFD_SETLKW = 37, 38

def part(kind):
    return struct.pack("hhqqi4x", kind, 0, 0, 10, 0)

first = open("steerbench-case-lock", "w+")
second = open("steerbench-case-lock", "r+")
fcntl.flock(first, fcntl.LOCK_EX)

def whole():
    try:
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("refused")
    threading.Timer(0.05, lambda: fcntl.flock(first, fcntl.LOCK_UN)).start()
    fcntl.flock(second, fcntl.LOCK_EX)
    print("waited")

def parts():
    fcntl.fcntl(first, F_OFD_SETLK, part(fcntl.F_WRLCK))
    try:
        fcntl.fcntl(second, F_OFD_SETLK, part(fcntl.F_WRLCK))
    except BlockingIOError:
        print("refused")
    threading.Timer(0.05, lambda: fcntl.fcntl(first, F_OFD_SETLK, part(fcntl.F_UNLCK))).start()
    fcntl.fcntl(second, F_OFD_SETLKW, part(fcntl.F_WRLCK))
    print("waited")

def base():
    base = sqlite3.connect("steerbench-case.db")
    base.execute("create table numbers (number)")
    base.execute("insert into numbers values (1)")
    base.commit()
    print(base.execute("select * from numbers").fetchall())

for work in whole, parts, base:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
