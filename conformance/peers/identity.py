"""Whose key it is: spec/identity.md; which RSA keys there are: spec/keys.md, "RSA keys".

Each path is judged by `openssl verify`: signatures, validity, constraints. What openssl leaves
out or takes less strictly is here.
"""

import hashlib
import ipaddress
import json
import os
import re
import subprocess
import tempfile
from collections import deque
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding, PublicFormat, load_der_public_key)
from cryptography.x509.oid import ExtendedKeyUsageOID

from negotiation import CERTIFIED, OPEN
from wire import Fault

# What `openssl verify` finds (X509_V_ERR_…), where it isn't `certificate_unsuitable`.
OPENSSL_ERRORS = {4: "bad_certificate", 6: "bad_certificate", 7: "bad_certificate",
                  2: "unknown_ca", 18: "unknown_ca", 19: "unknown_ca", 20: "unknown_ca",
                  21: "unknown_ca"}
PATHS_TRIED = 64                        # more cost more than any honest search (IDN-26)
PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.S)


def spki_of(key):
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def judge_rsa(key, minimum):
    """KEX-2, KEX-4: the sizes and exponents there are, and the least that will do."""
    bits, exponent = key.key_size, key.public_numbers().e
    if (bits not in (1024, 2048, 3072, 4096) or key.public_numbers().n % 2 == 0
            or exponent % 2 == 0 or not 65537 <= exponent < 1 << 32):
        raise Fault("bad_key")
    if bits < minimum:
        raise Fault("weak_key")


def accept_server_key(spki, config):
    """KEX-2: the key of a ServerKey, which has to be the DER of it and nothing else."""
    try:
        key = load_der_public_key(spki)
    except Exception:                   # whatever a parser raises over a stranger's bytes
        raise Fault("bad_key") from None
    if not isinstance(key, rsa.RSAPublicKey) or spki_of(key) != spki:
        raise Fault("bad_key")
    judge_rsa(key, config["minimumRsaBits"])
    return key


def accept_certificates(chain, config):
    """IDN-1: the leaf's key, once use, name, path and revocation are right."""
    try:
        leaf, *others = (read_certificate(der) for der in chain)
    except Exception:                   # IDN-17
        raise Fault("bad_certificate") from None
    key = leaf_key(leaf)
    judge_rsa(key, config["minimumRsaBits"])
    judge_usage(leaf)
    judge_name(leaf, config["serverName"])
    anchors = read_pem(config["identity"].get("trust"), x509.load_pem_x509_certificate)
    crls = config["identity"].get("crls")
    lists = None if crls is None else read_pem(crls, x509.load_pem_x509_crl)
    first = Fault("unknown_ca")
    for path in paths(leaf, others, anchors):
        try:
            judge_path(path, config["clock"]())
            if lists is not None:
                judge_revocation(path, lists, config["clock"]())
            return key
        except Fault as fault:
            first = first if first.name != "unknown_ca" else fault
    raise first


def read_certificate(der):
    """Strictly and as a whole: the library parses most of it only when it is asked for."""
    certificate = x509.load_der_x509_certificate(der)
    for name in ("subject", "issuer", "not_valid_before", "not_valid_after", "extensions"):
        getattr(certificate, name)
    return certificate


def read_pem(text, load):
    return [load(block[0].encode()) for block in PEM.finditer(text or "")]


def leaf_key(leaf):
    """IDN-8, KEX-26."""
    try:
        key = leaf.public_key()
    except Exception:
        raise Fault("bad_key") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise Fault("certificate_unsuitable")
    if spki_of(key) not in leaf.tbs_certificate_bytes:
        raise Fault("bad_key")
    return key


def extension(certificate, kind):
    """An extension's value, or None."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def judge_usage(leaf):
    """IDN-7; openssl would take other key usages, too."""
    usage, purposes = extension(leaf, x509.KeyUsage), extension(leaf, x509.ExtendedKeyUsage)
    if (usage is not None and not usage.key_encipherment
            or purposes is not None and ExtendedKeyUsageOID.SERVER_AUTH not in list(purposes)):
        raise Fault("certificate_unsuitable")


def judge_name(leaf, name):
    """IDN-3, IDN-4; openssl would fall back to the common name."""
    names = extension(leaf, x509.SubjectAlternativeName) or x509.SubjectAlternativeName([])
    try:
        found = ipaddress.ip_address(name) in names.get_values_for_type(x509.IPAddress)
    except ValueError:
        wanted = name.lower().removesuffix(".")
        patterns = [value.lower() for value in names.get_values_for_type(x509.DNSName)]
        _, dot, parent = wanted.partition(".")
        found = wanted in patterns or bool(dot and parent) and f"*.{parent}" in patterns
    if not found:
        raise Fault("name_mismatch")


def folded(name):
    """RFC 5280, section 7.1: without regard to case and to how many spaces."""
    return [[(part.oid, " ".join(part.value.casefold().split())) for part in rdn]
            for rdn in name.rdns]


def paths(leaf, others, anchors):
    """IDN-1, IDN-21: from the leaf to an anchor by their names, shortest first."""
    known, begun = list(dict.fromkeys(anchors + others)), deque([[leaf]])
    for _ in range(PATHS_TRIED):
        if not begun:
            return
        path = begun.popleft()
        if path[-1] in anchors:
            yield path
        else:
            issuer = folded(path[-1].issuer)
            begun += [[*path, certificate] for certificate in known
                      if certificate not in path and folded(certificate.subject) == issuer]


def judge_path(path, now):
    """IDN-5, to whose last second openssl doesn't go; IDN-1, IDN-6 and IDN-8 by openssl, which
    is given this path alone. `-auth_level 1` refuses MD5 and SHA-1."""
    if not all(one.not_valid_before <= now <= one.not_valid_after for one in path):
        raise Fault("certificate_expired")
    leaf, *between = (certificate.public_bytes(Encoding.PEM) for certificate in path)
    anchor = between.pop() if between else leaf
    with tempfile.TemporaryDirectory() as folder:
        trusted, untrusted = Path(folder, "trusted"), Path(folder, "untrusted")
        trusted.write_bytes(anchor)
        untrusted.write_bytes(b"".join(between))
        done = subprocess.run(
            ["openssl", "verify", "-no-CApath", "-no-CAstore", "-partial_chain",
             "-auth_level", "1", "-policy_check", "-no_check_time", "-CAfile", trusted]
            + (["-untrusted", untrusted] if between else []),
            input=leaf, capture_output=True, check=False)
    if done.returncode:
        error = re.search(rb"error (\d+) at", done.stderr)
        found = OPENSSL_ERRORS.get(int(error[1]), "certificate_unsuitable") if error else None
        raise Fault(found or "bad_certificate")


def judge_revocation(path, lists, now):
    """IDN-9, IDN-25; openssl would ask for the anchor's own list, and take delta lists."""
    for certificate, issuer in pairwise(path):
        current = [crl for crl in lists if counts(crl, issuer, now)]
        if not current:
            raise Fault("revocation_unknown")
        serial = certificate.serial_number
        if any(crl.get_revoked_certificate_by_serial_number(serial) for crl in current):
            raise Fault("certificate_revoked")


def counts(crl, issuer, now):
    """Whether a list is the issuer's, signed by it, current, full and understood."""
    usage = extension(issuer, x509.KeyUsage)
    return (folded(crl.issuer) == folded(issuer.subject)
            and crl.is_signature_valid(issuer.public_key())
            and (usage is None or usage.crl_sign)
            and crl.next_update is not None
            and crl.last_update <= now <= crl.next_update
            and extension(crl, x509.DeltaCRLIndicator) is None
            and extension(crl, x509.IssuingDistributionPoint) is None
            and not any(part.critical for item in (crl, *crl) for part in item.extensions))


def judge_policies(key, setting, config):
    """IDN-20: every policy that applies; IDN-14: the one that is reported, and the key."""
    identity, tofu, spki = config["identity"], config["tofu"], spki_of(key)
    digest = hashlib.sha256(spki).hexdigest()
    if identity.get("pin", digest) != digest or tofu and tofu.key not in (None, digest):
        raise Fault("key_not_trusted")
    held = {"certificate": setting == CERTIFIED, "pin": "pin" in identity, "tofu": tofu,
            "acceptAny": setting == OPEN and identity.get("acceptAny")}
    method = next((method for method, holds in held.items() if holds), None)
    if method is None:
        raise Fault("key_not_trusted")
    return {"method": method, "spki": spki.hex()}


class Tofu:
    """IDN-13: a record for a name and port: a key's SHA-256, the strongest setting seen."""

    def __init__(self, path, name, port):
        self.path, self.entry = Path(path), f"{name} {port}"
        self.records = json.loads(self.path.read_text("utf-8")) if self.path.exists() else {}
        self.key, self.strongest = self.records.get(self.entry, (None, 0))

    def write(self, spki, setting):
        """IDN-19: once Established."""
        key = hashlib.sha256(bytes.fromhex(spki)).hexdigest()
        self.records[self.entry] = key, max(setting, self.strongest)
        new = Path(f"{self.path}.new")
        new.write_text(json.dumps(self.records), "utf-8")
        os.replace(new, self.path)
