import {
  AlertCode,
  type AlertName,
  describeEnded,
  type Ended,
  nameOf,
} from "../../src/node.ts";

/** What says whose key to accept: it may have to be changed. */
export interface Accepted {
  readonly pin?: string;
  /** The known-hosts file. */
  readonly tofu?: string;
}

/** How a connection ended, who said so, and what to do about it, in a line. */
export function explainEnded(ended: Ended, accepted: Accepted): string {
  const line = describeEnded(ended);
  if (ended.how !== "alert") return line;
  const name = nameOf(AlertCode, ended.code) as AlertName;
  return ended.local
    ? explainRefusal(name, line, accepted)
    : withAdvice(line, PEERS[name]);
}

/** Why the client itself ended it, as `line` says, and what to do about it. */
export function explainRefusal(
  name: AlertName,
  line: string,
  accepted: Accepted,
): string {
  const advice = name === "key_not_trusted" ? ofKeys(accepted) : OWN[name];
  return withAdvice(line, advice);
}

function withAdvice(line: string, advice: string | undefined): string {
  return advice === undefined ? line : `${line}: ${advice}`;
}

function ofKeys({ pin, tofu }: Accepted): string {
  const change = [
    ...(pin === undefined ? [] : ["change --pin"]),
    ...(tofu === undefined ? [] : [`delete its line in ${tofu}`]),
  ].join(" or ");
  return `if the key was meant to change, ${change}; if not, somebody may be between`;
}

/** After an alert of the server's. */
const PEERS: Readonly<Partial<Record<AlertName, string>>> = {
  no_common_setting:
    "it grants none of the settings offered, or does not know the " +
    "--deployment-key-id; see --settings",
  no_common_cipher: "offer the cipher it is configured for with --ciphers",
  unrecognized_name: "name it as it is configured with --server-name",
  bad_frame_protection: "if this is proprietary, see that both ends have the " +
    "same deployment key",
  timeout: "it waited too long for this end; try again",
  busy: "it has as many clients as it takes; try again later",
};

/** After an alert of the client's own. */
const OWN: Readonly<Partial<Record<AlertName, string>>> = {
  unknown_ca: "give the certificate of its authority with --trust",
  name_mismatch: "say the name its certificate bears with --server-name",
  certificate_expired: "compare this machine's clock, or have it renewed",
  revocation_unknown: "give a current list of its authority with --crl",
  weak_key: "have it replaced, or take the risk with --minimum-rsa-bits",
  bad_frame_protection: "if this is proprietary, see that both ends have the " +
    "same deployment key",
  timeout: "see that it is a FESA server that listens there",
};
