"""Every configuration that is measured. README.md says where each comes from.

peer          the module (peer_NAME.py) and the virtual environment it runs in
bits          precision of a value that the configuration fixes itself; without it,
              what was asked for
at_least      fewest participants with which it makes sense
most_values   longest vector it gets, so that a run stays short
quick_values  the same under --quick
setting       what the peer is told; printed in the row as it stands
"""

SCHEMES = [
    {"scheme": "numpy-float32", "peer": "numpy", "setting": {"upload": "float32", "sum": "float32"}},
    {"scheme": "numpy-integer", "peer": "numpy", "setting": {"upload": "smallest unsigned integer", "sum": "uint32"}},
    {"scheme": "tenseal-nvflare", "peer": "tenseal", "setting": {
        "scheme": "CKKS", "poly_modulus_degree": 8192, "coeff_mod_bit_sizes": [60, 40, 40],
        "scale_bits": 40, "encryption_type": "SYMMETRIC", "relin_keys": True,
        "note": "the defaults of NVFlare's HEBuilder"}},
    {"scheme": "tenseal-tuned", "peer": "tenseal", "setting": {
        "scheme": "CKKS", "poly_modulus_degree": 4096, "coeff_mod_bit_sizes": [60, 49],
        "scale_bits": 40, "encryption_type": "SYMMETRIC", "relin_keys": False,
        "note": "109 bits at N = 4096: above Samband's own gate of 106, which would refuse it; SEAL allows 109"}},
    {"scheme": "flower-secagg+-defaults", "peer": "flower", "bits": 22, "setting": {
        "num_shares": 1.0, "reconstruction_threshold": 2 / 3, "clipping_range": 8.0,
        "quantization_bits": 22, "modulus_bits": 32, "note": "the workflow's default ranges; all shares"}},
    {"scheme": "flower-secagg+-all-shares", "peer": "flower", "setting": {
        "num_shares": 1.0, "reconstruction_threshold": 2 / 3, "clipping_range": 8.0,
        "note": "ranges as small as the precision asked for allows; all shares"}},
    {"scheme": "flower-secagg+-3-shares", "peer": "flower", "at_least": 4, "setting": {
        "num_shares": 3, "reconstruction_threshold": 2, "clipping_range": 8.0,
        "note": "ranges as small as the precision asked for allows; the shares of Flower's own example"}},
    {"scheme": "openfhe-threshold-ckks-defaults", "peer": "openfhe", "most_values": 1 << 18, "setting": {
        "note": "CCParamsCKKSRNS() with nothing set"}},
    {"scheme": "openfhe-threshold-ckks-tuned", "peer": "openfhe", "setting": {
        "ring_dim": 4096, "multiplicative_depth": 0, "scaling_technique": "FIXEDMANUAL",
        "key_switch_technique": "BV", "first_mod_size": 60, "scaling_mod_size": 50,
        "note": "one prime, the smallest ring for it; at 2^40 the noise of the shares would spoil 16 bits"}},
    {"scheme": "fedbiomed-lom-defaults", "peer": "fedbiomed", "bits": 13, "most_values": 1 << 18, "setting": {
        "method": "lom", "clipping_range": 3, "note": "the package's default ranges"}},
    {"scheme": "fedbiomed-lom", "peer": "fedbiomed", "most_values": 1 << 18, "setting": {
        "method": "lom", "clipping_range": 3, "note": "target_range set to the precision asked for"}},
    {"scheme": "fedbiomed-joye-libert-defaults", "peer": "fedbiomed", "bits": 13, "most_values": 1 << 13,
     "quick_values": 1 << 11, "setting": {
        "method": "joye-libert", "clipping_range": 3, "note": "the package's default ranges"}},
    {"scheme": "fedbiomed-joye-libert", "peer": "fedbiomed", "most_values": 1 << 13,
     "quick_values": 1 << 11, "setting": {
        "method": "joye-libert", "clipping_range": 3, "note": "target_range set to the precision asked for"}},
]
