"""OpenFHE's threshold CKKS: a joint public key, and a decryption share of everyone."""

import numpy
import openfhe


class Peer:
    packages = ["openfhe", "numpy"]
    opened_by = "coordinator"
    setup_repeated = "once"
    trust = ("All parties, the coordinator included, follow the protocol; at least one participant is in league "
             "with nobody; every participant has to be there at the end; and nobody collects the decryption shares "
             "of many related sums, because the noise in them is fixed at 20 bits.")

    def __init__(self, job, mail):
        self.job = job
        self.mail = mail

    def steps(self):
        everyone = range(self.job.participants)
        yield "dealer", self.parameters
        for step in (self.keys, self.encrypt):
            for participant in everyone:
                yield participant, step
        yield "coordinator", self.add
        for participant in everyone:
            yield participant, self.share
        yield "coordinator", self.open

    def parameters(self, role, clock):
        """The parameters are public: the dealer holds no secret."""
        setting = self.job.setting

        def generate():
            asked = openfhe.CCParamsCKKSRNS()
            if "ring_dim" in setting:
                asked.SetRingDim(setting["ring_dim"])
                asked.SetMultiplicativeDepth(setting["multiplicative_depth"])
                asked.SetScalingTechnique(getattr(openfhe, setting["scaling_technique"]))
                asked.SetKeySwitchTechnique(getattr(openfhe, setting["key_switch_technique"]))
                asked.SetFirstModSize(setting["first_mod_size"])
                asked.SetScalingModSize(setting["scaling_mod_size"])
            context = openfhe.GenCryptoContext(asked)
            for feature in (openfhe.PKE, openfhe.KEYSWITCH, openfhe.LEVELEDSHE, openfhe.MULTIPARTY):
                context.Enable(feature)
            return openfhe.Serialize(context, openfhe.BINARY)

        self.mail.send(role, "all", "context", clock.time("setup", generate), setup=True)

    def keys(self, role, clock):
        """A chain: everyone adds a part to the public key of the one before."""
        context = self._context(clock)
        before = None if role == 0 else self.mail.read(role - 1, role, "public key")

        def generate():
            if before is None:
                pair = context.KeyGen()
            else:
                pair = context.MultipartyKeyGen(openfhe.DeserializePublicKeyString(before, openfhe.BINARY))
            return [openfhe.Serialize(key, openfhe.BINARY) for key in (pair.publicKey, pair.secretKey)]

        public, secret = clock.time("setup", generate)
        last = role == self.job.participants - 1
        self.mail.send(role, "all" if last else role + 1, "public key", public, setup=True)
        self.mail.keep(role, "secret key", secret)

    def encrypt(self, role, clock):
        context = self._context(clock)
        joint = self.mail.read(self.job.participants - 1, "all", "public key")
        key = clock.time("setup", lambda: openfhe.DeserializePublicKeyString(joint, openfhe.BINARY))
        vector = self.job.vector(role) / (1 << self.job.bits)
        slots = context.GetRingDimension() // 2

        def encrypt():
            messages = []
            for start in range(0, len(vector), slots):
                plain = context.MakeCKKSPackedPlaintext(vector[start:start + slots])
                messages.append(openfhe.Serialize(context.Encrypt(key, plain), openfhe.BINARY))
            return messages

        self.mail.send(role, "coordinator", "vector", clock.time("encrypt", encrypt))

    def add(self, role, clock):
        context = self._context(clock)
        total = None
        for each in range(self.job.participants):
            message = self.mail.read(each, role, "vector")
            vector = clock.time("add", lambda: self._ciphertexts(message))
            if total is None:
                total = vector
            else:
                total = clock.time("add", lambda: [context.EvalAdd(a, b) for a, b in zip(total, vector)])
        self.mail.send(role, "all", "sum", clock.time("add", lambda: self._written(total)))

    def share(self, role, clock):
        context = self._context(clock)
        secret = openfhe.DeserializePrivateKeyString(self.mail.kept(role, "secret key"), openfhe.BINARY)
        message = self.mail.read("coordinator", "all", "sum")
        decrypt = context.MultipartyDecryptLead if role == 0 else context.MultipartyDecryptMain

        def share():
            return self._written([decrypt([each], secret)[0] for each in self._ciphertexts(message)])

        self.mail.send(role, "coordinator", "share", clock.time("share", share))

    def open(self, role, clock):
        context = self._context(clock)
        slots = context.GetRingDimension() // 2
        messages = [self.mail.read(each, role, "share") for each in range(self.job.participants)]

        def fuse():
            total = numpy.empty(len(messages[0]) * slots)
            for chunk, parts in enumerate(zip(*messages)):
                plain = context.MultipartyDecryptFusion(self._ciphertexts(parts))
                plain.SetLength(slots)
                total[chunk * slots:(chunk + 1) * slots] = plain.GetRealPackedValue()
            return total[:self.job.values]

        total = clock.time("decrypt", fuse)
        # OpenFHE has no message for a plain vector; float32 is what a model would take.
        self.mail.send(role, "all", "sum", total.astype(numpy.float32).tobytes())
        self.mail.keep("result", "sum", total * (1 << self.job.bits))
        return {"ring": context.GetRingDimension(), "log2_q": round(float(numpy.log2(context.GetModulus())), 1)}

    def _context(self, clock):
        data = self.mail.read("dealer", "all", "context")
        return clock.time("setup", lambda: openfhe.DeserializeCryptoContextString(data, openfhe.BINARY))

    @staticmethod
    def _ciphertexts(messages):
        return [openfhe.DeserializeCiphertextString(each, openfhe.BINARY) for each in messages]

    @staticmethod
    def _written(ciphertexts):
        return [openfhe.Serialize(each, openfhe.BINARY) for each in ciphertexts]
