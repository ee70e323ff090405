import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fromHex } from "../../../conformance/tester/bytes.ts";
import { pemOf } from "../../../conformance/tester/certificates.ts";
import type { IdentityVector } from "./format.ts";

/**
 * The vectors whose path `openssl verify` accepts, by id. It is given what the
 * vector says, and told to be strict.
 *
 * @throws Error where it can't be run.
 */
export async function acceptedByOpenssl(
  vectors: readonly IdentityVector[],
): Promise<ReadonlySet<string>> {
  const folder = mkdtempSync(join(tmpdir(), "fesa-openssl-"));
  try {
    const commands = vectors.map((vector, i) => {
      const words = argumentsOf(vector, join(folder, String(i)));
      return `openssl verify ${words.join(" ")} >&2 && echo ${vector.id}\n`;
    });
    const half = Math.ceil(commands.length / 2);
    const printed = await Promise.all([
      runShell(commands.slice(0, half).join("")),
      runShell(commands.slice(half).join("")),
    ]);
    return new Set(
      printed.join("").split("\n").filter((line) => line !== ""),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function argumentsOf(vector: IdentityVector, path: string): string[] {
  const put = (name: string, blocks: readonly string[], label: string) => {
    const text = blocks.map((block) => pemOf(fromHex(block), label)).join("");
    writeFileSync(`${path}.${name}`, text);
    return `${path}.${name}`;
  };
  const { chain: [leaf, ...others], anchors, crls, host, time } = vector;
  const seconds = Date.parse(time) / 1000;
  return [
    "-x509_strict -partial_chain -no-CApath -no-CAstore -purpose sslserver",
    "-policy_check -auth_level 2",
    `${isIP(host) ? "-verify_ip" : "-verify_hostname"} ${host}`,
    `-attime ${seconds}`,
    `-CAfile ${put("anchors", anchors, "CERTIFICATE")}`,
    ...others.length > 0
      ? [`-untrusted ${put("others", others, "CERTIFICATE")}`]
      : [],
    ...crls ? [`-crl_check_all -CRLfile ${put("crls", crls, "X509 CRL")}`] : [],
    put("leaf", [leaf], "CERTIFICATE"),
  ];
}

/** What a script prints on standard output. */
function runShell(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("sh", ["-s"], {
      stdio: ["pipe", "pipe", "ignore"],
      env: { PATH: process.env.PATH },
    });
    let printed = "";
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (text: string) => printed += text);
    child.once("error", reject);
    child.once("close", () => resolve(printed));
    child.stdin.end(script);
  });
}
