"""Fed-BioMed's two schemes: LOM (pairwise masks) and Joye-Libert, by the classes
its nodes and its researcher call, written and read with its own Serializer."""

import random

import numpy
from fedbiomed.common.constants import SAParameters
from fedbiomed.common.secagg import (
    AdditiveSecret, AdditiveShare, AdditiveShares, DHKey, DHKeyAgreement, EncryptedNumber, SecaggCrypter,
    SecaggLomCrypter)
from fedbiomed.common.serializer import Serializer
from fedbiomed.common.utils import get_default_biprime

ROUND = 1
SESSION = "secagg_bench"


def Peer(job, mail):
    return Lom(job, mail) if job.setting["method"] == "lom" else JoyeLibert(job, mail)


class Common:
    packages = ["fedbiomed", "numpy", "cryptography", "gmpy2", "torch"]
    opened_by = "coordinator"
    setup_repeated = "once"

    def __init__(self, job, mail):
        self.job = job
        self.mail = mail
        self.names = ["NODE_%02d" % each for each in range(job.participants)]
        self.target = 1 << job.bits
        self.clip = job.setting["clipping_range"]
        self.quantise = {"clipping_range": self.clip, "target_range": self.target}
        job.setting.update(target_range=self.target, weight_range=SAParameters.WEIGHT_RANGE, weight=1)

    def update(self, role):
        """Floats in the middle of the steps that the package cuts its range into."""
        step = 2 * self.clip / self.target
        return ((self.job.vector(role) + 0.5) * step - self.clip).tolist()

    def result(self, role, sums):
        """What reverse_quantize makes of the sum, back to steps."""
        step = 2 * self.clip / (self.target - 1)
        sums = numpy.array(sums)
        self.mail.send(role, "all", "sum", Serializer.dumps({"params": sums.astype(numpy.float32)}))
        self.mail.keep("result", "sum", (sums + self.clip) / step)

    def read_all(self, role):
        return [self.mail.read(each, role, "vector") for each in range(self.job.participants)]


class Lom(Common):
    trust = ("Coordinator and participants follow the protocol; at least one other participant is in league with "
             "nobody; and every participant has to be there at the end.")

    def steps(self):
        everyone = range(self.job.participants)
        for step in (self.keys, self.encrypt):
            for participant in everyone:
                yield participant, step
        yield "coordinator", self.add

    def keys(self, role, clock):
        key = clock.time("setup", DHKey)
        self.mail.keep(role, "key", key.export_private_key())
        for each in range(self.job.participants):
            if each != role:
                public = Serializer.dumps({"public_key": key.export_public_key()})
                self.mail.send(role, each, "key", public, setup=True)

    def encrypt(self, role, clock):
        others = [each for each in range(self.job.participants) if each != role]
        key = DHKey(private_key_pem=self.mail.kept(role, "key"))
        agreement = DHKeyAgreement(self.names[role], key, SESSION.encode())
        keys = {self.names[each]: Serializer.loads(self.mail.read(each, role, "key"))["public_key"]
                for each in others}
        secrets = clock.time("setup", lambda: {name: agreement.agree(name, keys[name]) for name in keys})
        crypter = SecaggLomCrypter(nonce=SESSION)
        update = self.update(role)

        def encrypt():
            masked = crypter.encrypt(current_round=ROUND, node_id=self.names[role], params=update, weight=1,
                                     pairwise_secrets=secrets, node_ids=self.names, **self.quantise)
            return Serializer.dumps({"params": masked})

        self.mail.send(role, "coordinator", "vector", clock.time("encrypt", encrypt))

    def add(self, role, clock):
        messages = self.read_all(role)
        crypter = SecaggLomCrypter(nonce=SESSION)
        vectors = clock.time("add", lambda: [Serializer.loads(each)["params"] for each in messages])
        sums = clock.time("aggregate", lambda: crypter.aggregate(params=vectors, total_sample_size=1, **self.quantise))
        clock.time("added", lambda: crypter._lom.aggregate(vectors))  # the part of aggregate that adds
        self.result(role, sums)


class JoyeLibert(Common):
    trust = ("Coordinator and participants follow the protocol; at least one other participant is in league with "
             "nobody; every participant has to be there at the end; and nobody has kept the factors of the modulus "
             "that the package ships.")

    def steps(self):
        everyone = range(self.job.participants)
        for participant in everyone:
            yield participant, self.split
        for participant in everyone:
            yield participant, self.collect
        yield "coordinator", self.key
        for participant in everyone:
            yield participant, self.encrypt
        yield "coordinator", self.add

    def split(self, role, clock):
        """The key of a node, of the length that SecaggServkeySetup draws, in shares for all nodes."""
        key = random.SystemRandom().getrandbits(2040)
        shares = clock.time("setup", lambda: AdditiveSecret(key).split(self.job.participants).to_list())
        for each, share in enumerate(shares):
            if each == role:
                self.mail.keep(role, "share", share)
            else:
                self.mail.send(role, each, "share", Serializer.dumps({"share": share}), setup=True)
        self.mail.keep(role, "key", key)

    def collect(self, role, clock):
        shares = [self.mail.kept(role, "share")]
        for each in range(self.job.participants):
            if each != role:
                shares.append(Serializer.loads(self.mail.read(each, role, "share"))["share"])
        total = clock.time("setup", lambda: sum(AdditiveShares([AdditiveShare(share) for share in shares])))
        self.mail.send(role, "coordinator", "share", Serializer.dumps({"share": total.value}), setup=True)

    def key(self, role, clock):
        shares = [AdditiveShare(Serializer.loads(self.mail.read(each, role, "share"))["share"])
                  for each in range(self.job.participants)]
        self.mail.keep(role, "key", clock.time("setup", lambda: -AdditiveShares(shares).reconstruct()))

    def encrypt(self, role, clock):
        key, update = self.mail.kept(role, "key"), self.update(role)
        biprime = int(get_default_biprime())

        def encrypt():
            encrypted = SecaggCrypter().encrypt(num_nodes=self.job.participants, current_round=ROUND, params=update,
                                                key=key, biprime=biprime, weight=1, **self.quantise)
            return Serializer.dumps({"params": encrypted})

        self.mail.send(role, "coordinator", "vector", clock.time("encrypt", encrypt))

    def add(self, role, clock):
        messages, key = self.read_all(role), self.mail.kept(role, "key")
        biprime = int(get_default_biprime())
        crypter = SecaggCrypter()
        vectors = clock.time("add", lambda: [Serializer.loads(each)["params"] for each in messages])

        def aggregate():
            return crypter.aggregate(current_round=ROUND, num_nodes=self.job.participants, params=vectors, key=key,
                                     biprime=biprime, total_sample_size=1, num_expected_params=self.job.values,
                                     **self.quantise)

        sums = clock.time("aggregate", aggregate)
        public = crypter._setup_public_param(biprime)
        numbers = [[EncryptedNumber(public, value) for value in vector] for vector in vectors]
        clock.time("added", lambda: [sum(column) for column in zip(*numbers)])  # the part of aggregate that adds
        self.result(role, sums)
