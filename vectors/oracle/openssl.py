"""What the command `openssl` can say too: HMAC, HKDF, Triple DES, and OAEP.

`take_over` puts these in the place of Python's; what the vectors say is then
judged again. AES-GCM and ChaCha20-Poly1305 aren't there: `openssl enc` takes no
AEAD.
"""

import subprocess
import tempfile
from pathlib import Path

import hkdf
import oaep
import triple_des
from oaep import DecryptionError, PrivateKey
from registries import TRIPLE_DES

# What is judged again, and its name. Sessions and Finished derive so many keys
# that they would take a minute.
SAMPLE = {
    "keys": ("of kind schedule", lambda vector: vector["kind"] == "schedule"),
    "rsa": ("of kind oaep, rejection", lambda vector: vector["kind"] in ("oaep", "rejection")),
    "protection": ("of cipher 0x0002", lambda vector: vector["cipher"] == TRIPLE_DES),
}


class Refused(Exception):
    """OpenSSL's last line."""


def run(*arguments: str, data: bytes = b"") -> bytes:
    done = subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=False)
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise Refused(lines[-1] if lines else f"openssl {arguments[0]} failed")
    return done.stdout


def version() -> str:
    """Such as "OpenSSL 3.0.19"."""
    return " ".join(run("version").decode().split()[:2])


def take_over() -> None:
    hkdf.hmac_sha256, hkdf.extract, hkdf.expand = hmac_sha256, extract, expand
    triple_des.encrypt, triple_des.decrypt = encrypt, decrypt
    oaep.decrypt = oaep_decrypt


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    options = ("-digest", "SHA256", "-macopt", f"hexkey:{key.hex()}", "-in", "-", "-binary")
    return run("mac", *options, "HMAC", data=message)


def kdf(mode: str, size: int, *options: str) -> bytes:
    given = [part for option in options for part in ("-kdfopt", option)]
    fixed = ("-keylen", str(size), "-kdfopt", "digest:SHA2-256", "-kdfopt", f"mode:{mode}")
    return run("kdf", "-binary", *fixed, *given, "HKDF")


def extract(salt: bytes, ikm: bytes) -> bytes:
    return kdf("EXTRACT_ONLY", 32, f"hexkey:{ikm.hex()}", f"hexsalt:{salt.hex()}")


def expand(secret: bytes, info: bytes, size: int) -> bytes:
    return kdf("EXPAND_ONLY", size, f"hexkey:{secret.hex()}", f"hexinfo:{info.hex()}")


def des(direction: str, key: bytes, iv8: bytes, data: bytes) -> bytes:
    keyed = ("-K", key.hex(), "-iv", iv8.hex())
    return run("enc", "-des-ede3-cbc", "-nopad", direction, *keyed, data=data)


def encrypt(key: bytes, iv8: bytes, blocks: bytes) -> bytes:
    return des("-e", key, iv8, blocks)


def decrypt(key: bytes, iv8: bytes, blocks: bytes) -> bytes:
    return des("-d", key, iv8, blocks)


def oaep_decrypt(key: PrivateKey, ciphertext: bytes) -> bytes:
    options = ("rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256")
    given = [part for option in options for part in ("-pkeyopt", option)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "key.der")
        path.write_bytes(key.pkcs8)
        try:
            keyed = ("-decrypt", "-keyform", "DER", "-inkey", str(path))
            return run("pkeyutl", *keyed, *given, data=ciphertext)
        except Refused as refused:
            raise DecryptionError(str(refused))
