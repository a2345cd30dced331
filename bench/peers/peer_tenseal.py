"""TenSEAL's CKKS, used as NVFlare uses it: one secret key, dealt to all participants."""

import numpy
import tenseal


class Peer:
    packages = ["tenseal", "numpy"]
    opened_by = "participants"
    setup_repeated = "once"
    trust = ("All participants hold one and the same secret key: each trusts every other to pass neither it nor "
             "anybody's opened vector on, whoever deals the keys to keep no copy, and all to follow the protocol.")

    def __init__(self, job, mail):
        self.job = job
        self.mail = mail

    def steps(self):
        yield "dealer", self.deal
        for participant in range(self.job.participants):
            yield participant, self.encrypt
        yield "coordinator", self.add
        yield 0, self.open

    def deal(self, role, clock):
        setting = self.job.setting

        def deal():
            context = tenseal.context(
                tenseal.SCHEME_TYPE.CKKS, poly_modulus_degree=setting["poly_modulus_degree"],
                coeff_mod_bit_sizes=setting["coeff_mod_bit_sizes"],
                encryption_type=tenseal.ENCRYPTION_TYPE.SYMMETRIC, n_threads=1)
            if setting["relin_keys"]:
                context.generate_relin_keys()
            context.global_scale = 2 ** setting["scale_bits"]
            return [context.serialize(save_public_key=secret, save_secret_key=secret, save_galois_keys=False,
                                      save_relin_keys=setting["relin_keys"]) for secret in (True, False)]

        participants, coordinator = clock.time("setup", deal)
        self.mail.send(role, "all", "context", participants, setup=True)
        self.mail.send(role, "coordinator", "context", coordinator, setup=True)

    def encrypt(self, role, clock):
        context = self._context("all", clock)
        vector = self.job.vector(role) / (1 << self.job.bits)
        data = clock.time("encrypt", lambda: tenseal.ckks_vector(context, vector).serialize())
        self.mail.send(role, "coordinator", "vector", data)

    def add(self, role, clock):
        context = self._context(role, clock)
        messages = (self.mail.read(each, role, "vector") for each in range(self.job.participants))
        total = None
        for message in messages:  # as they arrive, which is what NVFlare's aggregator does
            vector = clock.time("add", lambda: tenseal.ckks_vector_from(context, message))
            if total is None:
                total = vector
            else:
                total = clock.time("add", lambda: total + vector)
        self.mail.send(role, "all", "sum", clock.time("add", total.serialize))

    def open(self, role, clock):
        context = self._context("all", clock)
        data = self.mail.read("coordinator", "all", "sum")
        total = clock.time("decrypt", lambda: tenseal.ckks_vector_from(context, data).decrypt())
        self.mail.keep("result", "sum", numpy.array(total) * (1 << self.job.bits))

    def _context(self, receiver, clock):
        data = self.mail.read("dealer", receiver, "context")
        return clock.time("setup", lambda: tenseal.context_from(data, n_threads=1))
