"""Python imports this before the emulator: moto 5.2.1 hashes what it signs once more where it is said to be a digest.

AWS signs a message of the type DIGEST as it is (AWS KMS API Reference, Sign), and Cordon sends no other.
"""

import moto.kms.utils as utils
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed


def sign(self, message, signing_algorithm):
    if signing_algorithm != "ECDSA_SHA_256" or len(message) != 32:
        raise ValueError("The emulator signs digests of SHA-256 alone.")
    return self.private_key.sign(message, ec.ECDSA(Prehashed(hashes.SHA256())))


utils.ECDSAPrivateKey.sign = sign
