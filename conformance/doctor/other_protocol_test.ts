import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { otherProtocol } from "./other_protocol.ts";

const FIRST_BYTES: readonly [string, string | undefined][] = [
  ["\x15\x03\x01\0\x02\x02\x46", "TLS"],
  ["\x16\x03\x03\0\x7a", "TLS"],
  ["HTTP/1.1 400 Bad Request\r\n", "HTTP"],
  ["<html><head>", "HTTP"],
  ["GET / HTTP/1.1\r\n", "HTTP, as a client"],
  ["\0\0\x12\x04\0\0\0\0\0\0\x03", "HTTP/2"],
  ["SSH-2.0-OpenSSH_9.6\r\n", "SSH"],
  ["220 mx.example ESMTP Postfix", "SMTP"],
  ["220 (vsFTPd 3.0.5)", "FTP or SMTP"],
  ["* OK [CAPABILITY IMAP4rev1]", "IMAP"],
  ["+OK POP3 ready", "POP3 or Redis"],
  ["-ERR unknown command", "Redis"],
  ["RFB 003.008\n", "VNC"],
  ["AMQP\0\0\x09\x01", "AMQP"],
  ["J\0\0\0\n8.0.36\0", "MySQL"],
  ["E\0\0\0\x83SFATAL\0", "PostgreSQL"],
  ["", undefined],
  ["hello", undefined],
  ["\x02\0\0\x2b\0\x01", undefined],
  ["\x07\0\0\x01\x02", undefined],
];

for (const [text, expected] of FIRST_BYTES) {
  test(`${JSON.stringify(text)} is ${expected ?? "nothing known"}`, () => {
    assert.equal(otherProtocol(Buffer.from(text, "latin1")), expected);
  });
}
