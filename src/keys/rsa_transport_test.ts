import { Buffer } from "node:buffer";
import {
  constants,
  createHash,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProtocolError } from "../errors.ts";
import { nodeProvider, systemRandom } from "./node_provider.ts";
import {
  decryptPreMaster,
  encryptPreMaster,
  requireCiphertextSize,
} from "./rsa_transport.ts";

const FAKE = new Uint8Array(48).fill(0xfa);

describe("a pre-master secret arrives", () => {
  for (const bits of [1024, 2048, 3072, 4096]) {
    it(`under RSA-${bits}`, async () => {
      const { privateKey } = makeKey(bits);
      assert.equal(privateKey.modulusBits, bits);
      assert.equal(privateKey.modulusBytes, bits / 8);
      const preMaster = systemRandom("pre-master", 48);
      const sealed = await encryptPreMaster(
        nodeProvider,
        privateKey.spki,
        preMaster,
      );
      requireCiphertextSize(privateKey, sealed);
      const drawn: string[] = [];
      const opened = await decryptPreMaster(privateKey, sealed, (purpose) => {
        drawn.push(purpose);
        return FAKE.slice();
      });
      assert.deepEqual(opened, preMaster);
      assert.deepEqual(drawn, ["implicit rejection"]);
    });
  }
});

describe("whatever is wrong with a ciphertext, the fake goes on", () => {
  for (const bits of [1024, 2048]) {
    const { privateKey, encryptRaw, modulus } = makeKey(bits);
    const k = bits / 8;
    const encoded = (faults: OaepFaults, message = new Uint8Array(48)) =>
      encryptRaw(encodeOaep(message, k, faults));
    const forms: Record<string, Uint8Array> = {
      "zero": new Uint8Array(k),
      "one": numberOf(1n, k),
      "n − 1": numberOf(modulus - 1n, k),
      "n": numberOf(modulus, k),
      "n + 1": numberOf(modulus + 1n, k),
      "all ones": new Uint8Array(k).fill(0xff),
      "arbitrary bytes": below(modulus, k),
      "a first octet that is not 0": encoded({ firstOctet: 1 }),
      "a wrong label hash": encoded({ labelHash: true }),
      "no 01 after the padding string": encoded({ separator: 0 }),
      "02 after the padding string": encoded({ separator: 2 }),
      "a padding string that is not 0": encoded({ padding: true }),
      "no bytes": encoded({}, new Uint8Array(0)),
      "47 bytes": encoded({}, new Uint8Array(47)),
      "49 bytes": encoded({}, new Uint8Array(49)),
      "the most bytes": encoded({}, new Uint8Array(k - 66)),
    };
    for (const [name, ciphertext] of Object.entries(forms)) {
      it(`RSA-${bits}: ${name}`, async () => {
        requireCiphertextSize(privateKey, ciphertext);
        assert.deepEqual(await open(privateKey, ciphertext), FAKE);
      });
    }
    it(`RSA-${bits}: the same encoding without a fault opens`, async () => {
      const message = new Uint8Array(48).fill(7);
      const ciphertext = encoded({}, message);
      assert.deepEqual(await open(privateKey, ciphertext), message);
    });
  }
});

it("a ciphertext of another length is malformed", () => {
  const key = { modulusBytes: 256 };
  requireCiphertextSize(key, new Uint8Array(256));
  for (const length of [0, 1, 255, 257, 512]) {
    assert.throws(
      () => requireCiphertextSize(key, new Uint8Array(length)),
      (error) => error instanceof ProtocolError && error.code === "malformed",
    );
  }
});

it("the fake is drawn before the private operation begins", async () => {
  const order: string[] = [];
  await decryptPreMaster(
    {
      modulusBits: 2048,
      modulusBytes: 256,
      spki: new Uint8Array(0),
      decrypt() {
        order.push("decrypt");
        return Promise.resolve(new Uint8Array(48));
      },
    },
    new Uint8Array(256),
    (purpose, size) => {
      order.push(purpose);
      return new Uint8Array(size);
    },
  );
  assert.deepEqual(order, ["implicit rejection", "decrypt"]);
});

it("a source that gives too few bytes is the caller's mistake", async () => {
  const { privateKey } = makeKey(1024);
  const few = () => new Uint8Array(47);
  await assert.rejects(
    decryptPreMaster(privateKey, new Uint8Array(128), few),
    RangeError,
  );
});

it("a pre-master secret that is not 48 bytes is the caller's mistake", async () => {
  for (const length of [0, 47, 49]) {
    await assert.rejects(
      encryptPreMaster(
        nodeProvider,
        new Uint8Array(0),
        new Uint8Array(length),
      ),
      RangeError,
    );
  }
});

function open(
  privateKey: Parameters<typeof decryptPreMaster>[0],
  ciphertext: Uint8Array,
): Promise<Uint8Array> {
  return decryptPreMaster(privateKey, ciphertext, () => FAKE.slice());
}

function makeKey(bits: number) {
  const pair = generateKeyPairSync("rsa", { modulusLength: bits });
  const pem = pair.privateKey.export({ type: "pkcs8", format: "pem" });
  const { n } = pair.publicKey.export({ format: "jwk" });
  return {
    privateKey: nodeProvider.importPrivateKey(pem as string),
    modulus: BigInt(
      `0x${Buffer.from(n as string, "base64url").toString("hex")}`,
    ),
    encryptRaw: (encoded: Uint8Array): Uint8Array =>
      publicEncrypt(
        { key: pair.publicKey, padding: constants.RSA_NO_PADDING },
        encoded,
      ),
  };
}

interface OaepFaults {
  firstOctet?: number;
  labelHash?: boolean;
  separator?: number;
  padding?: boolean;
}

/** EME-OAEP of RFC 8017, 7.1.1, with whatever fault is wanted. */
function encodeOaep(
  message: Uint8Array,
  k: number,
  faults: OaepFaults,
): Uint8Array {
  const db = new Uint8Array(k - 33);
  db.set(createHash("sha256").digest());
  db.set(message, db.length - message.length);
  db[db.length - message.length - 1] = faults.separator ?? 1;
  if (faults.labelHash) db[31] ^= 1;
  if (faults.padding) db[32] = 0x80;
  const seed = randomBytes(32);
  const maskedDb = xor(db, mgf1(seed, db.length));
  const maskedSeed = xor(seed, mgf1(maskedDb, 32));
  return Uint8Array.of(faults.firstOctet ?? 0, ...maskedSeed, ...maskedDb);
}

function mgf1(seed: Uint8Array, size: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let i = 0; i * 32 < size; i++) {
    const hash = createHash("sha256").update(seed);
    blocks.push(hash.update(Uint8Array.of(0, 0, 0, i)).digest());
  }
  return Buffer.concat(blocks).subarray(0, size);
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ b[i]);
}

function numberOf(value: bigint, k: number): Uint8Array {
  return Buffer.from(value.toString(16).padStart(2 * k, "0"), "hex");
}

function below(modulus: bigint, k: number): Uint8Array {
  const value = BigInt(`0x${randomBytes(k).toString("hex")}`) % modulus;
  return numberOf(value, k);
}
