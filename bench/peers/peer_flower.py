"""Flower's SecAgg+: its own protocol functions, in the order of its workflow."""

import numpy
from flwr.app import ConfigRecord, RecordDict
from flwr.client.mod.secure_aggregation.secaggplus_mod import (
    SecAggPlusState, _collect_masked_vectors, _setup, _share_keys, _unmask)
from flwr.common.secure_aggregation.crypto.shamir import combine_shares
from flwr.common.secure_aggregation.ndarrays_arithmetic import (
    factor_extract, get_parameters_shape, parameters_addition, parameters_mod, parameters_subtraction)
from flwr.common.secure_aggregation.quantization import dequantize
from flwr.common.secure_aggregation.secaggplus_constants import RECORD_KEY_CONFIGS, Key
from flwr.common.secure_aggregation.secaggplus_utils import pseudo_rand_gen
from flwr.common.serde import recorddict_from_proto, recorddict_to_proto
from flwr.compat.common.parameter import bytes_to_ndarray, ndarrays_to_parameters
from flwr.proto.recorddict_pb2 import RecordDict as Proto

WEIGHT = 1  # of every participant, and the greatest: the mean is then the sum over n


class Peer:
    packages = ["flwr", "numpy", "cryptography", "pycryptodome"]
    opened_by = "coordinator"
    setup_repeated = "every round"
    trust = ("Coordinator and participants follow the protocol; fewer than the threshold of a participant's neighbours "
             "are in league with the coordinator; and nobody tries the seeds of the masks, which the package folds to "
             "32 bits.")

    def __init__(self, job, mail):
        self.job = job
        self.mail = mail
        n, setting = job.participants, job.setting
        # As SecAggPlusWorkflow.setup_stage turns its arguments into numbers.
        self.shares = setting["num_shares"] if isinstance(setting["num_shares"], int) else n
        threshold = setting["reconstruction_threshold"]
        self.threshold = threshold if isinstance(threshold, int) else max(round(threshold * self.shares), 2)
        self.clip = setting["clipping_range"]
        self.target = 1 << setting.setdefault("quantization_bits", job.bits)
        # The sum of n weights of 2^bits each must fit as well: one bit more than the values need.
        self.modulus = 1 << setting.setdefault("modulus_bits", job.bits + 1 + (n - 1).bit_length())
        setting.update(shares=self.shares, threshold=self.threshold)

    def steps(self):
        everyone = range(self.job.participants)
        for stage in (self.keys, self.share, self.mask):
            for participant in everyone:
                yield participant, stage
        yield "coordinator", self.add
        for participant in everyone:
            yield participant, self.unmask
        yield "coordinator", self.open

    def neighbours(self, participant):
        """The ring of the workflow, without its shuffle; itself included."""
        half = self.shares >> 1
        return sorted({(participant + step) % self.job.participants for step in range(-half, half + 1)})

    def keys(self, role, clock):
        state = SecAggPlusState(nid=role)
        asked = {Key.SAMPLE_NUMBER: self.job.participants, Key.SHARE_NUMBER: self.shares,
                 Key.THRESHOLD: self.threshold, Key.CLIPPING_RANGE: self.clip, Key.TARGET_RANGE: self.target,
                 Key.MOD_RANGE: self.modulus, Key.MAX_WEIGHT: float(WEIGHT)}
        self._tell(role, "parameters", asked, setup=True)
        answer = clock.time("setup", lambda: _setup(state, ConfigRecord(asked)))
        self._answer(role, "keys", answer, setup=True)
        self.mail.keep(role, "state", state)

    def share(self, role, clock):
        state = self.mail.kept(role, "state")
        keys = {}
        for each in self.neighbours(role):
            theirs = self._heard(each, "keys")
            keys[str(each)] = [theirs[Key.PUBLIC_KEY_1], theirs[Key.PUBLIC_KEY_2]]
        self._tell(role, "keys", keys, setup=True)
        answer = clock.time("setup", lambda: _share_keys(state, ConfigRecord(keys)))
        self._answer(role, "shares", answer, setup=True)
        self.mail.keep(role, "state", state)

    def mask(self, role, clock):
        state = self.mail.kept(role, "state")
        sources, ciphertexts = [], []
        for each in self.neighbours(role):
            sent = self._heard(each, "shares")
            for receiver, ciphertext in zip(sent[Key.DESTINATION_LIST], sent[Key.CIPHERTEXT_LIST]):
                if receiver == role:
                    sources.append(each)
                    ciphertexts.append(ciphertext)
        told = {Key.CIPHERTEXT_LIST: ciphertexts, Key.SOURCE_LIST: sources}
        self._tell(role, "shares", told, setup=True)
        step = 2 * self.clip / self.target
        vector = (self.job.vector(role) * step - self.clip).astype(numpy.float32)
        update = ndarrays_to_parameters([vector])

        def mask():
            answer = _collect_masked_vectors(state, ConfigRecord(told), WEIGHT, update)
            return self._written(answer)

        self.mail.send(role, "coordinator", "vector", clock.time("encrypt", mask))
        self.mail.keep(role, "state", state)

    def add(self, role, clock):
        messages = [self.mail.read(each, role, "vector") for each in range(self.job.participants)]

        def add():
            total = None
            for message in messages:
                vector = [bytes_to_ndarray(part) for part in self._parsed(message)[Key.MASKED_PARAMETERS]]
                total = vector if total is None else parameters_addition(total, vector)
            return parameters_mod(total, self.modulus)

        self.mail.keep(role, "sum", clock.time("add", add))

    def unmask(self, role, clock):
        state = self.mail.kept(role, "state")
        told = {Key.ACTIVE_NODE_ID_LIST: self.neighbours(role), Key.DEAD_NODE_ID_LIST: []}
        self._tell(role, "active", told)
        answer = clock.time("share", lambda: _unmask(state, ConfigRecord(told)))
        self._answer(role, "seeds", answer)

    def open(self, role, clock):
        n, masked = self.job.participants, self.mail.kept(role, "sum")
        collected = {each: [] for each in range(n)}
        for each in range(n):
            answer = self._heard(each, "seeds")
            for owner, share in zip(answer[Key.NODE_ID_LIST], answer[Key.SHARE_LIST]):
                collected[owner].append(share)

        def unmask():
            total = masked
            for shares in collected.values():
                seed = combine_shares(shares)
                total = parameters_subtraction(
                    total, pseudo_rand_gen(seed, self.modulus, get_parameters_shape(total)))
            weight, total = factor_extract(parameters_mod(total, self.modulus))
            mean = dequantize(total, self.clip, self.target)[0]
            mean -= (n - 1) * self.clip
            mean *= self.target / weight
            return mean

        mean = clock.time("decrypt", unmask)
        self.mail.send(role, "all", "mean", ndarrays_to_parameters([mean]).tensors)
        self.mail.keep("result", "sum", (mean + self.clip) * n * (self.target / (2 * self.clip)))

    def _written(self, record):
        content = RecordDict({RECORD_KEY_CONFIGS: ConfigRecord(dict(record), False)})
        return recorddict_to_proto(content).SerializeToString()

    def _parsed(self, data):
        return recorddict_from_proto(Proto.FromString(data)).config_records[RECORD_KEY_CONFIGS]

    def _tell(self, role, subject, record, setup=False):
        """What the coordinator sends to a role, written and counted in that role's own step."""
        self.mail.send("coordinator", role, subject, self._written(record), setup)

    def _answer(self, role, subject, record, setup=False):
        self.mail.send(role, "coordinator", subject, self._written(record), setup)

    def _heard(self, participant, subject):
        return self._parsed(self.mail.read(participant, "coordinator", subject))
