"""Virtual time in milliseconds: it moves when it is told to, and timers fire in the order of their deadlines."""

import heapq
import itertools


class Clock:
    """Time since the last reset, and what is to happen when."""

    def __init__(self):
        self.now = 0
        self._queue, self._order = [], itertools.count()

    def arm(self, delay, action):
        """Has something done after a delay. The list that is returned stands for it: see `disarm`."""
        entry = [self.now + delay, next(self._order), action]
        heapq.heappush(self._queue, entry)
        return entry

    def advance(self, ms):
        """Lets time pass; what is due happens at its own time."""
        until = self.now + ms
        while self._queue and self._queue[0][0] <= until:
            deadline, _, action = heapq.heappop(self._queue)
            self.now = deadline
            if action is not None:
                action()
        self.now = until


def disarm(entry):
    """Has that not happen."""
    if entry is not None:
        entry[2] = None
