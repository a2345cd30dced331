"""What one measurement is about: how many participants, and their vectors."""

import numpy


class Job:
    def __init__(self, scheme, participants, values, bits, setting, repeats, folder):
        self.scheme = scheme
        self.participants = participants
        self.values = values
        self.bits = bits
        self.setting = setting
        self.repeats = repeats
        self.folder = folder

    def vector(self, participant):
        """The integers of a participant (numbered from 0), in [0, 2^bits).

        A formula, not a generator: run.py adds them up again without numpy.
        """
        index = numpy.arange(self.values, dtype=numpy.uint64)
        mixed = (index * 2654435761 + participant * 2246822519 + 12345) % (1 << 32)
        return (mixed >> (32 - self.bits)).astype(numpy.uint32)

    def exact_sum(self):
        total = numpy.zeros(self.values, dtype=numpy.uint64)
        for participant in range(self.participants):
            total += self.vector(participant)
        return total
