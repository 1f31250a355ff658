# A power tower keeps one bytecode instruction busy for ever.
#: limits wall-ms=120000 cpu-s=1 memory-mib=512
#: outcome cpu_limit | memory | exited 1
#: ends-within-ms 32000
value = 7
while True:
    value = value ** 7
