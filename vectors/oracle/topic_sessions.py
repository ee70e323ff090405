"""sessions: whole conversations. Both ends are put together from the inputs
alone, and make and judge every frame."""

from typing import List, Tuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from answer import Answer, answer_to
from conversation import FAULTS, Conversation
from end import End
from hellos import clear_frame, client_hello, counted, server_hello
from messages import decode
from negotiation import judge_answer, select
from registries import CLIENT_KEY_EXCHANGE, OPEN, PROPRIETARY, SERVER_CERTIFICATE, SERVER_KEY
from rsa import accept_server_key, encrypt, read_pkcs8, read_spki, receive_key_exchange
from schedule import key_schedule
from shapes import BYTES, BYTES_32, END, U8, U16, U24, hex_bytes, list_of, number, one_of, record
from shapes import text
from topic_keys import SECRETS, claim_secrets
from topic_negotiation import CLIENT, SERVER

MINIMUM = {"minimumRsaBits": number()}
INPUTS = {
    "clientRandom": BYTES_32,
    "serverRandom": BYTES_32,
    "preMaster?": hex_bytes(48),
    "oaepSeed?": BYTES_32,
    "deploymentKey?": BYTES_32,
}
SEALED = {
    "generation": number(),
    "sequence": number(),
    "iv8?": hex_bytes(8),
    "plain": BYTES,
    "inflated?": BYTES,
}
STEP = {
    "from": END,
    "name": text(),
    "frame": BYTES,
    "sealed?": record(SEALED),
    "fault?": record({"kind": one_of(*FAULTS), "about": text()}),
}

KINDS = {
    "session": {
        "drives": END,
        "setting": U8,
        "cipher": U16,
        "compression": U8,
        "maxFrame": U24,
        "client": record({**CLIENT, "deploymentKeyId?": BYTES, **MINIMUM}),
        "server": record({**SERVER, "key?": text(), "certificates?": list_of(BYTES), **MINIMUM}),
        "anchor?": BYTES,
        "inputs": record(INPUTS),
        "secrets": SECRETS,
        "steps": list_of(record(STEP), least=1),
        "data": record({"client": BYTES, "server": BYTES}),
    },
}


def judge(vector: dict, keys: dict, claim) -> Answer:
    hello, flight = opening(vector, keys, claim)
    theirs = vector["secrets"]
    count = max(len(theirs[role]["generations"]) for role in ("client", "server"))
    ikm = vector["inputs"]["deploymentKey" if hello["setting"] == PROPRIETARY else "preMaster"]
    mine = key_schedule(hello["setting"], hello["cipher"], flight, ikm, count)
    claim_secrets(mine, theirs, claim)
    modulus_size = 0 if hello["setting"] == PROPRIETARY else len(flight[-1]) - 4
    ends = {role: End(role, hello, mine, modulus_size) for role in ("client", "server")}
    conversation = Conversation(ends, flight, mine["first"], vector["drives"])
    answer = conversation.play(vector["steps"], claim)
    for role, peer in (("client", "server"), ("server", "client")):
        claim(f"data.{role}", ends[peer].received, vector["data"][role])
    reached = max(end.sending.generation for end in ends.values())
    claim("secrets: how many generations", reached + 1, count)
    return answer


def opening(vector: dict, keys: dict, claim) -> Tuple[dict, List[bytes]]:
    """What the hellos settle, and the clear frames of the handshake, made from
    the configurations and the inputs."""
    client, server, inputs = vector["client"], vector["server"], vector["inputs"]
    flight = [client_hello(client, inputs["clientRandom"])]
    hello = select(server, decode("ClientHello", flight[0][4:]))
    for name in ("setting", "cipher", "compression", "maxFrame"):
        claim(name, hello[name], vector[name])
    flight.append(server_hello(hello, inputs["serverRandom"]))
    judge_answer(client, decode("ServerHello", flight[1][4:]))
    if hello["setting"] == PROPRIETARY:
        claim("inputs.deploymentKey", hello["deploymentKey"], inputs.get("deploymentKey"))
        return hello, flight
    spki = keys[server["key"]]["spki"]
    if hello["setting"] == OPEN:
        flight.append(clear_frame(SERVER_KEY, spki))
    else:
        chain = b"".join(counted(certificate, 3) for certificate in server["certificates"])
        flight.append(clear_frame(SERVER_CERTIFICATE, counted(chain, 3)))
        claim_certificate(vector, spki, claim)
    for end in ("client", "server"):  # KEX-4, KEX-5
        answer = answer_to(accept_server_key, spki, vector[end]["minimumRsaBits"])
        claim(f"{end}.minimumRsaBits: whether it allows the key", answer.result != "alert", True)
    sealed = encrypt(read_spki(spki), inputs["preMaster"], inputs["oaepSeed"])
    opened = receive_key_exchange(read_pkcs8(keys[server["key"]]["pkcs8"]), sealed)
    claim("inputs.preMaster", opened, inputs["preMaster"])
    return hello, flight + [clear_frame(CLIENT_KEY_EXCHANGE, sealed)]


def claim_certificate(vector: dict, spki: bytes, claim) -> None:
    """A path of one certificate under the anchor (spec/identity.md): its key,
    its signature and its name. A vector has no clock."""
    leaf = x509.load_der_x509_certificate(vector["server"]["certificates"][0])
    anchor = x509.load_der_x509_certificate(vector["anchor"])
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    claim("server.certificates: the key", leaf.public_key().public_bytes(*form), spki)
    hash_algorithm = leaf.signature_hash_algorithm
    anchor.public_key().verify(
        leaf.signature, leaf.tbs_certificate_bytes, PKCS1v15(), hash_algorithm
    )
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    names = names.get_values_for_type(x509.DNSName)
    claim("client.serverName", vector["client"]["serverName"] in names, True)
