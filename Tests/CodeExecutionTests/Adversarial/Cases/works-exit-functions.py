# exit() and quit() are there, as scripts use them.
#: outcome exited 2
#: stdout is "leaving\n"
print("leaving")
exit(2)
