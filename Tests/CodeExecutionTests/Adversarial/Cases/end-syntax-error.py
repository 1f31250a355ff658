# Text that is not Python is the program's mistake.
#: outcome exited 1
#: stdout is ""
#: stderr has "SyntaxError"
this is not ( python
