"""The floor: vectors in the clear, added up."""

import numpy


class Peer:
    packages = ["numpy"]
    opened_by = "coordinator"
    setup_repeated = "none"
    trust = "The coordinator sees every participant's vector; everyone trusts it with that."

    def __init__(self, job, mail):
        self.job = job
        self.mail = mail
        self.float = job.setting["sum"] == "float32"
        if self.float:
            self.upload, self.sum = numpy.float32, numpy.float32
        else:
            self.upload, self.sum = numpy.min_scalar_type((1 << job.bits) - 1), numpy.uint32

    def steps(self):
        for participant in range(self.job.participants):
            yield participant, self.encrypt
        yield "coordinator", self.add
        yield 0, self.open

    def encrypt(self, role, clock):
        vector = self.job.vector(role)
        if self.float:
            vector = vector.astype(numpy.float32) / (1 << self.job.bits)
        data = clock.time("encrypt", lambda: vector.astype(self.upload).tobytes())
        self.mail.send(role, "coordinator", "vector", data)

    def add(self, role, clock):
        messages = [self.mail.read(each, role, "vector") for each in range(self.job.participants)]

        def add():
            total = numpy.zeros(self.job.values, dtype=self.sum)
            for message in messages:
                total += numpy.frombuffer(message, dtype=self.upload)
            return total

        total = clock.time("add", add)
        self.mail.send(role, "all", "sum", total.tobytes())

    def open(self, role, clock):
        data = self.mail.read("coordinator", "all", "sum")
        total = clock.time("decrypt", lambda: numpy.frombuffer(data, dtype=self.sum))
        if self.float:
            total = total.astype(numpy.float64) * (1 << self.job.bits)
        self.mail.keep("result", "sum", total)
