# Standard input is empty: input() ends at once.
#: limits wall-ms=60000
#: outcome exited 1
#: stdout is "name? "
#: stderr has "EOFError"
#: ends-within-ms 16000
input("name? ")
