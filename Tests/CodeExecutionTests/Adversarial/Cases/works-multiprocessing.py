# A pool of processes works.
#: limits wall-ms=60000 processes=32
#: outcome exited 0
#: gap landlock no-shared-memory: locks of processes are shared memory, which this tier has none of
#: stdout is "[0, 1, 4, 9, 16]\n"
import multiprocessing

def square(number):
    return number * number
if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print(pool.map(square, range(5)))
