# Watches of epoll are counted for the user on the whole machine, so a run has few of them.
#: limits wall-ms=60000 cpu-s=30
#: outcome exited 0
#: stdout lacks "LEAK"
import os
import select

ends = [os.pipe()[0] for _ in range(20)]
queues = []
watches = 0
try:
    while watches < 100_000:
        queue = select.epoll()
        queues.append(queue)
        for end in ends:
            for number in range(150, 250):
                os.dup2(end, number)
                queue.register(number)
                watches += 1
    print("LEAK", watches, "watches")
except OSError:
    print("contained")
