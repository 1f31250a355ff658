# Locks on its own files work, between its own processes too.
#: limits wall-ms=60000
#: outcome exited 0
#: stdout is "refused\nlocked\n[(1,)]\n"
import fcntl
import os
import sqlite3

first = open("steerbench-case-lock", "w")
fcntl.flock(first, fcntl.LOCK_EX)
child = os.fork()
if child == 0:
    second = open("steerbench-case-lock", "w")
    try:
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("refused", flush=True)
    os._exit(0)
os.waitpid(child, 0)
fcntl.lockf(first, fcntl.LOCK_EX)
print("locked")
base = sqlite3.connect("steerbench-case.db")
base.execute("create table numbers (number)")
base.execute("insert into numbers values (1)")
base.commit()
print(base.execute("select * from numbers").fetchall())
