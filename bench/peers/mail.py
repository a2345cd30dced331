"""Messages between the roles, as files, so that roles are processes of their own
and every byte is counted as the peer serialised it."""

import os
import pickle


class Mail:
    """sent lists (sender, receiver, bytes, whether it belongs to the set-up)."""

    def __init__(self, folder):
        self.folder = folder
        self.sent = []

    def send(self, sender, receiver, subject, data, setup=False):
        """data is bytes or a list of bytes; receiver "all" is every participant."""
        parts = [data] if isinstance(data, bytes) else data
        self.sent.append((sender, receiver, sum(len(part) for part in parts), setup))
        self._write("%s from %s to %s" % (subject, sender, receiver), data)

    def read(self, sender, receiver, subject):
        return self._read("%s from %s to %s" % (subject, sender, receiver))

    def keep(self, role, subject, state):
        """What a role remembers from one step to the next; nobody receives it."""
        self._write("%s of %s" % (subject, role), state)

    def kept(self, role, subject):
        return self._read("%s of %s" % (subject, role))

    def _write(self, name, data):
        with open(os.path.join(self.folder, name), "wb") as file:
            pickle.dump(data, file, protocol=4)

    def _read(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return pickle.load(file)
