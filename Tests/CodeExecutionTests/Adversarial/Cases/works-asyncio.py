# An event loop works, which needs a pair of sockets, a poll and a clock.
#: outcome exited 0
#: stdout is "[0, 1, 2]\n"
import asyncio

async def work(number):
    await asyncio.sleep(0.01)
    return number
async def main():
    print(await asyncio.gather(*(work(number) for number in range(3))))
asyncio.run(main())
