import "reflect-metadata";
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  Pkcs10CertificateRequestGenerator,
} from "@peculiar/x509";
import { DEFAULT_MINIMUM_RSA_BITS } from "../../src/mod.ts";
import { UsageError } from "../usage_error.ts";
import { type OutputArguments, type Report, wrote } from "./announce.ts";
import { alternativeNames, type HostName, namesFrom } from "./host_names.ts";
import { chooseKey, type KeyArguments } from "./key_choice.ts";
import { requireFree, writeProduct } from "./output_file.ts";
import { rsaBits, serverKeyFault, signerOf, spkiOf } from "./rsa_key.ts";
import {
  commonName,
  LONGEST_COMMON_NAME,
  readSubject,
} from "./subject_name.ts";

/** The options of `fesa cert csr`. */
export interface RequestArguments extends KeyArguments, OutputArguments {
  readonly host?: readonly string[];
  readonly ip?: readonly string[];
  readonly name?: string;
}

/** Bits of a server's key (spec/keys.md). */
const SIZES = [2048, 1024, 3072, 4096];

/**
 * Makes a request for a server's certificate, to be sent to an authority.
 *
 * @throws UsageError.
 */
export async function makeRequest(
  args: RequestArguments,
): Promise<Report> {
  const names = namesFrom(args);
  if (names.length === 0) {
    throw new UsageError(
      "Cannot request a certificate for no name: give --host NAME or --ip ADDRESS, as clients will dial it",
    );
  }
  const subject = args.name === undefined
    ? subjectOf(names)
    : readSubject(args.name);
  requireFree(args.out, args.force);
  const chosen = await chooseKey(args, SIZES);
  const spki = spkiOf(chosen.key);
  const fault = serverKeyFault(spki);
  if (fault) throw new UsageError(`Cannot use ${chosen.path}: ${fault}`);
  const signer = await signerOf(chosen.key, chosen.path);
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys: { privateKey: signer.privateKey, publicKey: signer.publicKey },
    signingAlgorithm: signer.algorithm,
    extensions: [
      alternativeNames(names, false),
      new KeyUsagesExtension(
        KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment,
        true,
      ),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    ],
  });
  const blocks = [new Uint8Array(request.rawData)];
  chosen.keep();
  try {
    writeProduct({ label: "CERTIFICATE REQUEST", blocks }, args);
  } catch (error) {
    chosen.drop();
    throw error;
  }
  return {
    notes: weakKey(chosen.path, rsaBits(spki)),
    done: [
      `${wrote(args.out)}: a request for ${
        names.map(({ value }) => value).join(", ")
      }, to be sent to an authority`,
      ...(args.newKey === undefined ? [] : [
        `Wrote ${args.newKey}: its private key, for the server and nobody else`,
      ]),
    ],
  };
}

/** The first name as the common name, if it fits: nothing is matched with it. */
export function subjectOf([{ value }]: readonly HostName[]): Name {
  return value.length <= LONGEST_COMMON_NAME ? commonName(value) : new Name([]);
}

function weakKey(path: string, bits: number): readonly string[] {
  if (bits >= DEFAULT_MINIMUM_RSA_BITS) return [];
  return [
    `Warning: ${path} has ${bits} bits, which is weak: public authorities refuse it, and so do clients but for those with minimumRsaBits ${bits}`,
  ];
}
