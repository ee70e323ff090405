import { FrameType } from "../../../src/schema/registries.ts";
import { concat, equal, prefixed } from "../../tester/bytes.ts";
import { changeReceived } from "../body_change.ts";
import { readsChoice, sendsHello } from "../hello_change.ts";
import { answersFaults } from "../judgement.ts";
import { firstOfEach } from "../lenient_hello.ts";
import { type Fault, inRole, type Mutant } from "../mutant.ts";
import type { Seams } from "../seams.ts";

/** Clients that take a ServerHello, or a chain, which is not as it must be. */
export const serverHello: readonly Mutant[] = [
  client({
    name: "choice-trailing-accepted",
    requirement: "FRM-6",
    title: "Bytes after a ServerHello's extensions are ignored",
    models: "A parser that stops when it has what it wants",
    plant: () =>
      changeReceived(FrameType.ServerHello, (body) => {
        const fixed = 2 + 32 + 1 + 2 + 1 + 3;
        const [high = 0, low = 0] = body.subarray(fixed);
        return body.slice(0, fixed + 2 + high * 256 + low);
      }),
  }),
  client({
    name: "eleven-certificates-accepted",
    requirement: "FRM-6",
    title: "More than ten certificates are taken",
    models: "A list without a bound",
    plant: () => changeReceived(FrameType.ServerCertificate, firstTen),
  }),
  client({
    name: "empty-certificate-skipped",
    requirement: "FRM-6",
    title: "A certificate of no bytes is passed over",
    models: "A loop that has nothing to do and goes on",
    plant: () =>
      changeReceived(FrameType.ServerCertificate, (body) => {
        const certificates = certificatesOf(body);
        // Any other fault is the reference's to find.
        if (!equal(listed(certificates), body)) return body;
        return listed(certificates.filter(({ length }) => length > 0));
      }),
  }),
  client({
    name: "certificates-trailing-accepted",
    requirement: "FRM-6",
    title: "Bytes after the list of certificates are ignored",
    models: "A parser that stops when it has what it wants",
    plant: () =>
      changeReceived(FrameType.ServerCertificate, (body) => {
        const size = 3 + (body[0] << 16 | body[1] << 8 | body[2]);
        return size < body.length ? body.slice(0, size) : body;
      }),
  }),
  client({
    name: "no-certificate-as-bad",
    requirement: "IDN-16",
    title: "A list without a certificate is answered with bad_certificate",
    models: "A validator that is asked about nothing",
    plant: () =>
      answersFaults(
        { code: "malformed", text: /certificates/ },
        "bad_certificate",
      ),
  }),
  client({
    name: "choice-extension-twice-accepted",
    requirement: "FRM-7",
    title: "Of an extension that comes twice the first counts",
    models: "A map that is filled from a list",
    plant: () =>
      changeReceived(FrameType.ServerHello, (body) => {
        const fixed = 2 + 32 + 1 + 2 + 1 + 3;
        const [high = 0, low = 0] = body.subarray(fixed);
        if (body.length !== fixed + 2 + high * 256 + low) return body;
        const extensions = firstOfEach(body.subarray(fixed + 2));
        return concat(body.slice(0, fixed), prefixed(2, extensions));
      }),
  }),
  client({
    name: "version-unjudged",
    requirement: "NEG-14",
    title: "The version of a ServerHello is not looked at",
    models: "A field that was added for later",
    plant: () => readsChoice((choice) => ({ ...choice, version: 1 })),
  }),
  client({
    name: "setting-unoffered-accepted",
    requirement: "NEG-14",
    title: "A setting that was not offered is taken",
    models: "A downgrade: what the server wants is what it gets",
    plant: () => offersLess("settings", [1, 2, 3]),
  }),
  client({
    name: "cipher-unoffered-accepted",
    requirement: "NEG-14",
    title: "A cipher that was not offered is taken",
    models: "FREAK: the choice is held against what is supported",
    plant: () => offersLess("ciphers", [1, 2, 0x0101]),
  }),
  client({
    name: "compression-unoffered-accepted",
    requirement: "NEG-14",
    title: "DEFLATE is taken without having been offered",
    models: "A choice that is held against what is supported",
    plant: () => offersLess("compressions", [0, 1]),
  }),
  client({
    name: "choice-extension-ignored",
    requirement: "NEG-14",
    title: "Extensions of a ServerHello are ignored",
    models: "Tolerance for what a later version may bring",
    plant: () => readsChoice((choice) => ({ ...choice, extensions: [] })),
  }),
  client({
    name: "max-frame-above-offer-accepted",
    requirement: "NEG-11",
    title: "A granted maxFrame above the offer is taken for the offer",
    models: "A minimum where a refusal is due",
    plant: () => {
      let most = 0;
      return {
        ...readsChoice((choice) => ({
          ...choice,
          maxFrame: Math.min(choice.maxFrame, most),
        })),
        clientConfig: (config) => {
          most = config.maxFrame;
          return config;
        },
      };
    },
  }),
  client({
    name: "max-frame-below-range-accepted",
    requirement: "NEG-11",
    title: "A granted maxFrame under 4,096 is taken",
    models: "One bound of a range forgotten",
    plant: () =>
      readsChoice((choice) => ({
        ...choice,
        maxFrame: Math.max(choice.maxFrame, 4_096),
      })),
  }),
  client({
    name: "pair-unjudged",
    requirement: "NEG-7",
    title: "An offered cipher is taken in a setting that it does not belong to",
    models: "Fields that are each legal, and not together",
    plant: () =>
      readsChoice((choice) => {
        const forRsa = choice.cipher < 0x0101;
        if (forRsa === (choice.setting !== 1)) return choice;
        return { ...choice, cipher: choice.setting === 1 ? 0x0101 : 1 };
      }),
  }),
];

function client(fault: Omit<Fault, "layer">): Mutant {
  return inRole("client", { ...fault, layer: "messages" });
}

/** Accepts all of these, and offers what it was configured to. */
function offersLess(
  field: "settings" | "ciphers" | "compressions",
  accepted: readonly number[],
): Seams {
  let offered: readonly number[] = [];
  return {
    ...sendsHello((hello) => ({
      ...hello,
      [field]: hello[field].filter((value) =>
        offered.includes(value) || !accepted.includes(value)
      ),
    })),
    clientConfig: (config) => {
      offered = config[field];
      return { ...config, [field]: accepted };
    },
  };
}

function certificatesOf(body: Uint8Array): Uint8Array[] {
  const certificates: Uint8Array[] = [];
  for (let at = 3; at + 3 <= body.length;) {
    const size = body[at] << 16 | body[at + 1] << 8 | body[at + 2];
    certificates.push(body.slice(at + 3, at + 3 + size));
    at += 3 + size;
  }
  return certificates;
}

function firstTen(body: Uint8Array): Uint8Array {
  const certificates = certificatesOf(body);
  return certificates.length > 10 ? listed(certificates.slice(0, 10)) : body;
}

function listed(certificates: readonly Uint8Array[]): Uint8Array {
  return prefixed(3, concat(...certificates.map((der) => prefixed(3, der))));
}
