import { hex } from "../tester/bytes.ts";
import type { Answer } from "../runner/ask_server.ts";
import type { Finding } from "./finding.ts";
import { otherProtocol } from "./other_protocol.ts";

/** What is there where a ClientHello met nothing of the protocol. */
export function notFesa(
  answer: Extract<Answer, { kind: "foreign" }>,
  where: string,
): Finding {
  const { seen, bytes } = answer;
  const other = bytes.length > 0 ? otherProtocol(bytes) : undefined;
  const finding = (what: string, todo: string): Finding => ({
    level: "fault",
    code: "not-fesa",
    what,
    where,
    todo,
  });
  if (other !== undefined) {
    return finding(
      `it speaks ${other} and not this protocol`,
      "Name the port on which the server speaks FESA",
    );
  }
  if (bytes.length > 0) {
    return finding(
      `it answers a ClientHello with ${
        hex(bytes.subarray(0, 16))
      }, which starts no frame`,
      "See which protocol the port is for",
    );
  }
  if (seen === "silence") {
    return finding(
      "it accepts connections and says nothing to a ClientHello",
      "See that the server is not stuck, and which protocol the port is for",
    );
  }
  return finding(
    `it ${
      seen === "reset" ? "resets" : "ends"
    } the connection at a ClientHello, without a word`,
    "See the server's log, and which protocol the port is for",
  );
}
