import type { Finding } from "./finding.ts";

/** Why nobody could be reached at an address, and what to do. */
export function unreachable(error: unknown, where: string): Finding {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const [what, todo] = WHY[code] ?? [
    message,
    "See that the address is right and that the server runs",
  ];
  return { level: "fault", code: "unreachable", what, where, todo };
}

const CHECK_NETWORK =
  "See that the address is right and that this machine has a way to it";

const WHY: Readonly<Record<string, readonly [what: string, todo: string]>> = {
  ENOTFOUND: [
    "the name is not known to the DNS (ENOTFOUND)",
    "See that it is spelt right, or name an address",
  ],
  EAI_AGAIN: [
    "the DNS gives no answer (EAI_AGAIN)",
    "See that this machine has a network, or name an address",
  ],
  ECONNREFUSED: [
    "nobody listens there (ECONNREFUSED)",
    "Start the server, and see that it listens on this port and not on " +
    "another interface",
  ],
  ECONNRESET: [
    "it resets connections (ECONNRESET)",
    "See the server's log, and what stands between",
  ],
  ETIMEDOUT: [
    "no answer to a connection (ETIMEDOUT)",
    "A firewall may drop it without a word: see its rules",
  ],
  EHOSTUNREACH: ["there is no way to the host (EHOSTUNREACH)", CHECK_NETWORK],
  ENETUNREACH: ["there is no way to the network (ENETUNREACH)", CHECK_NETWORK],
  EACCES: ["this user may not connect there (EACCES)", ""],
};
