# Threads, locks and queues work.
#: outcome exited 0
#: stdout is "[0, 1, 2, 3]\n"
import concurrent.futures

with concurrent.futures.ThreadPoolExecutor(4) as pool:
    print(list(pool.map(lambda number: number, range(4))))
