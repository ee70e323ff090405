import { Buffer } from "node:buffer";
import { ProtocolError } from "../../../src/errors.ts";
import { hex } from "../../tester/bytes.ts";
import { der, readElements } from "../../tester/der.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import { partsOf, reassembled, signedAlgorithm } from "./parts.ts";
import { refuses } from "./refuses.ts";
import { tryRead } from "./try_read.ts";
import { acceptsUnread, respells } from "./unread.ts";

/** Clients that read certificates which are none in DER. */
export const encodings: readonly Mutant[] = [
  client({
    name: "unread-passed-over",
    requirement: "IDN-17",
    title: "What does not parse is left out, the leaf too",
    models: "flatMap over a chain, and an error for the empty list after it",
    plant: () => ({
      identity: (judge) => async (request) => {
        const chain = request.chain?.filter(tryRead);
        if (chain?.length !== 0) return await judge({ ...request, chain });
        throw new ProtocolError("malformed", "There is no certificate");
      },
    }),
  }),
  client({
    name: "bytes-after-certificate",
    requirement: "IDN-17",
    title: "Bytes after a certificate are passed over",
    models: "A parser that says how far it has come, to nobody",
    plant: () =>
      respells((bytes) =>
        hex(bytes.subarray(0, 2)) === "3082"
          ? bytes.slice(0, 4 + Buffer.from(bytes).readUInt16BE(2))
          : bytes
      ),
  }),
  client({
    name: "pem-read-too",
    requirement: "IDN-17",
    title: "A certificate in PEM is read as well",
    models: "A parser for whatever comes, made for files",
    plant: () =>
      respells((bytes) => {
        const [, base64] = PEM.exec(Buffer.from(bytes).toString("latin1")) ??
          [];
        return base64 === undefined
          ? bytes
          : new Uint8Array(Buffer.from(base64, "base64"));
      }),
  }),
  client({
    name: "set-as-sequence",
    requirement: "IDN-17",
    title: "The tag that a certificate begins with is not looked at",
    models: "A header that is skipped",
    plant: () =>
      respells((bytes) => bytes[0] === 0x31 ? bytes.with(0, 0x30) : bytes),
  }),
  client({
    name: "lengths-of-ber",
    requirement: "IDN-17",
    title: "A certificate's length may be written as in BER",
    models: "A parser of BER, which DER is a part of",
    plant: () =>
      respells((bytes) => {
        const start = hex(bytes.subarray(0, 3));
        if (start.startsWith("3080")) return der(0x30, bytes.slice(2, -2));
        return start === "308300" ? der(0x30, bytes.slice(5)) : bytes;
      }),
  }),
  client({
    name: "signed-in-ber",
    requirement: "IDN-17",
    title: "What is signed may be of indefinite length",
    models: "A parser of BER, which DER is a part of",
    plant: () =>
      acceptsUnread(({ leaf }) => hex(leaf.subarray(4, 6)) === "3080"),
  }),
  client({
    name: "algorithm-left-out",
    requirement: "IDN-17",
    title: "The algorithm outside may be left out",
    models: "A field that is not needed, since it stands twice",
    plant: () =>
      respells((bytes) =>
        reassembled(bytes, 2, ([tbs, signature]) => [
          tbs.whole,
          signedAlgorithm(tbs),
          signature.whole,
        ])
      ),
  }),
  client({
    name: "part-after-signature",
    requirement: "IDN-17",
    title: "What stands behind the signature is passed over",
    models: "A SEQUENCE that is taken apart by its first three elements",
    plant: () =>
      respells((bytes) =>
        reassembled(
          bytes,
          4,
          (parts) => parts.slice(0, 3).map(({ whole }) => whole),
        )
      ),
  }),
  client({
    name: "unsigned-accepted",
    requirement: "IDN-17",
    title: "A certificate without a signature is accepted",
    models: "alg: none",
    plant: () => acceptsUnread(({ leaf }) => hex(leaf).startsWith(BARE, 8)),
  }),
  client({
    name: "field-after-extensions",
    requirement: "IDN-17",
    title: "What stands behind the extensions is passed over",
    models: "A parser that forgives the future",
    plant: () => unread(/bytes too many in a structure/),
  }),
  client({
    name: "subject-left-out",
    requirement: "IDN-17",
    title: "The subject may be left out",
    models: "Names in extensions, for which nobody needs it",
    plant: () => unread(/Expected tag 0x31, found/),
  }),
  client({
    name: "empty-serial",
    requirement: "IDN-17",
    title: "A serial number without a byte is 0",
    models: "A loop over bytes that begins with 0",
    plant: () => unread(/An INTEGER is not in its shortest form/),
  }),
  client({
    name: "time-without-zone",
    requirement: "IDN-17",
    title: "A time without a Z is one of the machine's own zone",
    models: "Date.parse",
    plant: () => unread(/A time is not written/),
  }),
  client({
    name: "thirteenth-month",
    requirement: "IDN-17",
    title: "The thirteenth month is January of the year after",
    models: "mktime",
    plant: () => unread(/There is no such time/),
  }),
  client({
    name: "unread-names-passed-over",
    requirement: "IDN-17",
    title: "Names that can't be read are left out, and nothing else is asked",
    models: "An extension's parser that catches everything",
    plant: () => unread(/An element is longer than what holds it/),
  }),
  client({
    name: "first-of-two-extensions",
    requirement: "IDN-17",
    title: "Of two extensions of one kind the first counts",
    models: "find",
    plant: () => unread(/Extension 2\.5\.29\.17 stands twice/),
  }),
  client({
    name: "serial-in-64-bits",
    requirement: "IDN-1",
    title: "A serial number of more than 8 bytes is refused",
    models: "A number that is kept in a number",
    plant: () =>
      refuses("bad_certificate", ({ leaf }) => leaf.serialNumber.length > 8),
  }),
  client({
    name: "unique-ids-refused",
    requirement: "IDN-1",
    title: "A certificate with unique identifiers is refused",
    models: "Fields that nobody has written since 1997",
    plant: () =>
      refuses("bad_certificate", ({ leaf: { signed } }) => {
        const [{ content }] = readElements(signed);
        return readElements(content).some(({ tag }) =>
          UNIQUE_IDS.includes(tag)
        );
      }),
  }),
];

const PEM = /^-----BEGIN CERTIFICATE-----\n([^-]*)/;
/** The version, which what is signed begins with, and nothing else. */
const BARE = "a003020102";
const UNIQUE_IDS: readonly number[] = [0x81, 0x82];

/** Accepts leaves of three parts that can't be read for one reason. */
function unread(reason: RegExp) {
  return acceptsUnread(({ leaf, detail }) =>
    partsOf(leaf).length === 3 && reason.test(detail)
  );
}
