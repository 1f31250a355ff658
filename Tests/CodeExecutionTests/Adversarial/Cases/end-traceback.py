# A traceback shows the program's own lines and no path of the host.
#: outcome exited 1
#: stdout is "before\n"
#: stderr has "line 9, in f\n    return 1 / 0\n"
#: stderr has "ZeroDivisionError: division by zero\n"
#: stderr lacks "@CHECKOUT@"
print("before")
def f():
    return 1 / 0
f()
