"""Whose key it is: spec/identity.md; which RSA keys there are: spec/keys.md, "RSA keys".

`openssl verify` judges the signatures, constraints and extensions of a path; what it leaves out,
or takes less strictly than these pages, is judged here.
"""

import hashlib
import ipaddress
import json
import re
import subprocess
import tempfile
from collections import deque
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding, PublicFormat, load_der_public_key)
from cryptography.x509.oid import ExtendedKeyUsageOID

from negotiation import CERTIFIED, OPEN
from wire import Fault, require

PATHS_TRIED = 64                        # more cost more than any honest search (IDN-26)
# X509_V_ERR_…, where it isn't `certificate_unsuitable`.
OPENSSL_ERRORS = {**dict.fromkeys((2, 18, 19, 20, 21), "unknown_ca"),
                  **dict.fromkeys((4, 6, 7), "bad_certificate")}


def spki_of(key):
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def judge_rsa(key, minimum):
    """KEX-2, KEX-4: the sizes and exponents there are, and the least that will do."""
    bits, numbers = key.key_size, key.public_numbers()
    require(bits in (1024, 2048, 3072, 4096) and numbers.n % 2 and numbers.e % 2
            and 65537 <= numbers.e < 1 << 32, "bad_key")
    require(bits >= minimum, "weak_key")
    return key


def accept_server_key(spki, config):
    """KEX-2: the key of a ServerKey, whose body is the DER of it and nothing else."""
    try:
        key = load_der_public_key(spki)
    except Exception:                   # whatever a parser raises over a stranger's bytes
        raise Fault("bad_key") from None
    require(isinstance(key, RSAPublicKey) and spki_of(key) == spki, "bad_key")
    return judge_rsa(key, config["minimumRsaBits"])


def accept_certificates(chain, config):
    """IDN-1: the key of the leaf, if one of its paths is right."""
    try:
        leaf, *others = map(read_certificate, chain)
    except Exception:                   # IDN-17
        raise Fault("bad_certificate") from None
    key = judge_leaf(leaf, config)
    anchors = read_pem("CERTIFICATE", config["identity"].get("trust", ""))
    lists = config["identity"].get("crls")
    fault = Fault("unknown_ca")
    for path in paths(leaf, others, anchors):
        try:
            judge_path(path, config["clock"]())
            if lists is not None:
                judge_revocation(path, read_pem("X509 CRL", lists), config["clock"]())
            return key
        except Fault as found:
            fault = found
    raise fault


def read_certificate(der):
    """The whole of it: the library parses most parts only when they are asked for."""
    certificate = x509.load_der_x509_certificate(der)
    for part in ("subject", "issuer", "not_valid_before", "not_valid_after", "extensions"):
        getattr(certificate, part)
    return certificate


def read_pem(label, text):
    load = {"CERTIFICATE": x509.load_pem_x509_certificate, "X509 CRL": x509.load_pem_x509_crl}
    blocks = re.findall(f"-----BEGIN {label}-----.*?-----END {label}-----", text, re.DOTALL)
    return [load[label](block.encode()) for block in blocks]


def extension(certificate, kind):
    """An extension's value, or None."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def judge_leaf(leaf, config):
    """IDN-7, IDN-8, KEX-26; openssl knows other purposes, and would look for the name in the
    common name as well."""
    try:
        key = leaf.public_key()
    except Exception:
        raise Fault("bad_key") from None
    usage, purposes = extension(leaf, x509.KeyUsage), extension(leaf, x509.ExtendedKeyUsage)
    require(isinstance(key, RSAPublicKey) and (usage is None or usage.key_encipherment)
            and (purposes is None or ExtendedKeyUsageOID.SERVER_AUTH in list(purposes)),
            "certificate_unsuitable")
    require(spki_of(key) in leaf.tbs_certificate_bytes, "bad_key")           # as DER has it
    names = extension(leaf, x509.SubjectAlternativeName)
    require(names and bears(names, config["serverName"]), "name_mismatch")
    return judge_rsa(key, config["minimumRsaBits"])


def bears(names, reference):
    """IDN-3, IDN-4."""
    try:
        return ipaddress.ip_address(reference) in names.get_values_for_type(x509.IPAddress)
    except ValueError:
        found = [name.lower() for name in names.get_values_for_type(x509.DNSName)]
        reference = reference.lower().removesuffix(".")
        parent = reference.partition(".")[2]
        return reference in found or parent != "" and f"*.{parent}" in found


def folded(name):
    """RFC 5280, section 7.1: without regard to case and to the number of spaces."""
    return [[(part.oid, " ".join(str(part.value).casefold().split())) for part in rdn]
            for rdn in name.rdns]


def paths(leaf, others, anchors):
    """IDN-1, IDN-21: from the leaf to an anchor by the names alone, the shortest first."""
    known, begun = list(dict.fromkeys(anchors + others)), deque([[leaf]])
    for _ in range(PATHS_TRIED):
        if not begun:
            return
        path = begun.popleft()
        if path[-1] in anchors:
            yield path
        else:
            begun += [[*path, issuer] for issuer in known if issuer not in path
                      and folded(issuer.subject) == folded(path[-1].issuer)]


def judge_path(path, now):
    """IDN-5, to the last second; IDN-1, IDN-6 and IDN-8 by openssl, which is given this path
    alone. `-auth_level 1` refuses MD5 and SHA-1."""
    require(all(one.not_valid_before <= now <= one.not_valid_after for one in path),
            "certificate_expired")
    pems = [one.public_bytes(Encoding.PEM) for one in path]
    with tempfile.TemporaryDirectory() as folder:
        anchor, others = Path(folder, "anchor"), Path(folder, "others")
        anchor.write_bytes(pems[-1])
        others.write_bytes(b"".join(pems))
        done = subprocess.run(
            ["openssl", "verify", "-no-CApath", "-no-CAstore", "-partial_chain", "-policy_check",
             "-no_check_time", "-auth_level", "1", "-CAfile", anchor, "-untrusted", others],
            input=pems[0], capture_output=True, check=False)
    if done.returncode:
        error = re.search(rb"error (\d+) at", done.stderr)
        raise Fault(OPENSSL_ERRORS.get(int(error[1]), "certificate_unsuitable")
                    if error else "bad_certificate")


def judge_revocation(path, lists, now):
    """IDN-9, IDN-25: openssl would want the anchor's own list too, and take a delta list."""
    for certificate, issuer in pairwise(path):
        current = [crl for crl in lists if counts(crl, issuer, now)]
        require(current, "revocation_unknown")
        serial = certificate.serial_number
        require(not any(crl.get_revoked_certificate_by_serial_number(serial) for crl in current),
                "certificate_revoked")


def counts(crl, issuer, now):
    """Whether a list is the issuer's, signed by it, current, full and understood."""
    usage = extension(issuer, x509.KeyUsage)
    return (folded(crl.issuer) == folded(issuer.subject)
            and crl.is_signature_valid(issuer.public_key())
            and (usage is None or usage.crl_sign)
            and crl.next_update is not None and crl.last_update <= now <= crl.next_update
            and extension(crl, x509.DeltaCRLIndicator) is None
            and extension(crl, x509.IssuingDistributionPoint) is None
            and not any(part.critical for item in (crl, *crl) for part in item.extensions))


def judge_policies(key, setting, config):
    """IDN-20: every policy that applies; IDN-14: the first of them, and the key."""
    identity, tofu, spki = config["identity"], config["tofu"], spki_of(key)
    digest = hashlib.sha256(spki).hexdigest()
    applies = {"certificate": setting == CERTIFIED, "pin": "pin" in identity, "tofu": tofu,
               "acceptAny": setting == OPEN and identity.get("acceptAny")}
    methods = [method for method, does in applies.items() if does]
    require(methods and identity.get("pin", digest) == digest
            and (not tofu or tofu.digest in (None, digest)), "key_not_trusted")
    return {"method": methods[0], "spki": spki.hex()}


class Tofu:
    """IDN-13: of each name and port, a key's SHA-256 and the strongest setting seen."""

    def __init__(self, path, name, port):
        self.path, self.entry = Path(path), f"{name} {port}"
        self.records = json.loads(self.path.read_text("utf-8")) if self.path.exists() else {}
        self.digest, self.strongest = self.records.get(self.entry, (None, 0))

    def write(self, spki, setting):
        """IDN-19: once Established."""
        digest = hashlib.sha256(bytes.fromhex(spki)).hexdigest()
        self.records[self.entry] = digest, max(setting, self.strongest)
        new = Path(f"{self.path}.new")
        new.write_text(json.dumps(self.records), "utf-8")
        new.replace(self.path)
