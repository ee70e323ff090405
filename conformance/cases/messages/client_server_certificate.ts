import { clientCase } from "../../runner/case.ts";
import { concat, uint } from "../../tester/bytes.ts";
import { encodeServerCertificate } from "../../tester/hello.ts";
import type { AlertName } from "../../tester/registry.ts";

/** A ServerCertificate that is wrong as a message, whatever its certificates. */
function refused(
  name: string,
  what: string,
  body: (chain: readonly Uint8Array[]) => Uint8Array,
  alert: AlertName | readonly AlertName[] = "malformed",
) {
  return clientCase({
    id: `messages/client-certificate-${name}`,
    title: `A ServerCertificate ${what} is refused`,
    requirements: ["FRM-6"],
    settings: ["certified"],
    async run(t) {
      const peer = await t.until("ServerKey");
      peer.sendKey(body(peer.options.chain));
      await peer.expectAlert(alert, "FRM-6");
    },
  });
}

/** What a client makes of a ServerCertificate's shape. */
export const clientServerCertificate = [
  refused("empty-list", "without a certificate", () => uint(0, 3)),
  refused("no-body", "without a body", () => new Uint8Array(0)),
  refused(
    "eleven",
    "of eleven certificates",
    ([leaf]) => encodeServerCertificate(Array.from({ length: 11 }, () => leaf)),
  ),
  refused(
    "empty-certificate",
    "with an empty certificate",
    ([leaf]) => encodeServerCertificate([leaf, new Uint8Array(0)]),
  ),
  refused(
    "trailing-byte",
    "with a byte after its list",
    (chain) => concat(encodeServerCertificate(chain), uint(0, 1)),
  ),
  refused(
    "overrun",
    "whose certificate runs past its list",
    ([leaf]) =>
      concat(uint(3 + leaf.length - 1, 3), uint(leaf.length, 3), leaf),
  ),
  refused(
    "not-der",
    "whose certificate is not one",
    () => encodeServerCertificate([new Uint8Array(40).fill(0x30)]),
    ["bad_certificate", "bad_key"],
  ),
  refused(
    "second-not-der",
    "whose second certificate is not one",
    ([leaf]) => encodeServerCertificate([leaf, new Uint8Array(40)]),
    "bad_certificate",
  ),
];
