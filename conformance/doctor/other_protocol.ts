/**
 * Which other protocol a peer speaks whose first bytes are these, in answer to
 * a ClientHello or of itself; undefined where they are of none that is known.
 */
export function otherProtocol(bytes: Uint8Array): string | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 64));
  return SIGNS.find(([sign]) =>
    typeof sign === "function" ? sign(bytes) : sign.test(text)
  )?.[1];
}

type Sign = RegExp | ((bytes: Uint8Array) => boolean);

const SIGNS: readonly (readonly [Sign, string])[] = [
  // A record: its type, then version 3.x.
  [([type, major, minor]) => isRecord(type) && major === 3 && minor < 5, "TLS"],
  [/^HTTP\/\d/, "HTTP"],
  [/^(GET|POST|PUT|HEAD|OPTIONS) /, "HTTP, as a client"],
  [/^\s*<(!doctype|html|\?xml)/i, "HTTP"],
  // SETTINGS on stream 0, what a server begins with.
  [
    ([, , , type, , a, b, c, d]) => type === 4 && (a | b | c | d) === 0,
    "HTTP/2",
  ],
  [/^SSH-\d/, "SSH"],
  [/^220[ -].*(smtp|mail|esmtp)/i, "SMTP"],
  [/^220[ -]/, "FTP or SMTP"],
  [/^\* OK/, "IMAP"],
  [/^\+OK/, "POP3 or Redis"],
  [/^-(ERR|NOAUTH|DENIED)/, "Redis"],
  [/^RFB \d/, "VNC"],
  [/^AMQP/, "AMQP"],
  // Of version 10, after a length of three bytes and sequence number 0.
  [([, , high, sequence, ten]) => !high && !sequence && ten === 10, "MySQL"],
  [/^E\0\0\0.S(FATAL|ERROR)/, "PostgreSQL"],
];

function isRecord(type: number): boolean {
  return type >= 20 && type <= 24;
}
