# Standard input is empty: input() ends at once.
#: limits wall-ms=5000
#: outcome exited 1
#: stdout is "name? "
#: stderr has "EOFError"
#: ends-within-ms 4000
input("name? ")
