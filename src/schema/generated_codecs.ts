/**
 * What the codecs of the messages are made of. Generated from messages.ts, and
 * not to be edited: `npm run fesa codec generate` writes it anew.
 */
import type {
  Alert,
  ClientHello,
  ClientKeyExchange,
  Extension,
  Finished,
  KeyUpdate,
  ServerCertificate,
  ServerHello,
  ServerKey,
} from "./messages.ts";
import type { Generated } from "../wire/fast_codec.ts";
import type { Place } from "../wire/fast_path.ts";
import * as read from "../wire/fast_read.ts";
import * as size from "../wire/fast_size.ts";
import * as write from "../wire/fast_write.ts";

export const clientHello: Generated<ClientHello> = {
  read: readClientHello,
  size: sizeClientHello,
  write: writeClientHello,
};

function readClientHello(c: read.Cursor): ClientHello {
  return {
    versions: read.u16s(
      c,
      ".versions",
      read.length8(c, ".versions", 2, 255),
      127,
      true,
    ),
    random: read.bytes(c, ".random", 32),
    settings: read.u8s(
      c,
      ".settings",
      read.length8(c, ".settings", 1, 255),
      255,
      true,
    ),
    ciphers: read.u16s(
      c,
      ".ciphers",
      read.length8(c, ".ciphers", 2, 255),
      127,
      true,
    ),
    compressions: read.u8s(
      c,
      ".compressions",
      read.length8(c, ".compressions", 1, 255),
      255,
      true,
    ),
    maxFrame: read.u24(c, ".maxFrame"),
    serverName: read.bytes(c, ".serverName", read.u8(c, ".serverName")),
    extensions: read.list(
      c,
      ".extensions",
      read.u16(c, ".extensions"),
      2,
      0,
      16383,
      readExtension,
      (item) => item.type,
    ),
  };
}

function sizeClientHello(v: ClientHello, place: Place): number {
  size.object(v, place, [
    "versions",
    "random",
    "settings",
    "ciphers",
    "compressions",
    "maxFrame",
    "serverName",
    "extensions",
  ]);
  return 1 +
    size.numbers(v.versions, place, ".versions", 2, 65535, 1, 127, true) +
    size.bytes(v.random, place, ".random", 32, 32) +
    1 + size.numbers(v.settings, place, ".settings", 1, 255, 1, 255, true) +
    1 + size.numbers(v.ciphers, place, ".ciphers", 2, 65535, 1, 127, true) +
    1 +
    size.numbers(v.compressions, place, ".compressions", 1, 255, 1, 255, true) +
    size.u24(v.maxFrame, place, ".maxFrame") +
    1 + size.bytes(v.serverName, place, ".serverName", 0, 255) +
    2 +
    size.list(
      v.extensions,
      place,
      ".extensions",
      65535,
      0,
      16383,
      sizeExtension,
      (item) => item.type,
    );
}

function writeClientHello(v: ClientHello, b: Uint8Array, p: number): number {
  p = write.u16s(v.versions, b, write.u8(2 * v.versions.length, b, p));
  p = write.bytes(v.random, b, p);
  p = write.u8s(v.settings, b, write.u8(v.settings.length, b, p));
  p = write.u16s(v.ciphers, b, write.u8(2 * v.ciphers.length, b, p));
  p = write.u8s(v.compressions, b, write.u8(v.compressions.length, b, p));
  p = write.u24(v.maxFrame, b, p);
  p = write.bytes(v.serverName, b, write.u8(v.serverName.length, b, p));
  p = write.list(v.extensions, b, p, 2, write.u16, writeExtension);
  return p;
}

function readExtension(c: read.Cursor): Extension {
  return {
    type: read.u16(c, ".type"),
    data: read.bytes(c, ".data", read.u16(c, ".data")),
  };
}

function sizeExtension(v: Extension, place: Place): number {
  size.object(v, place, ["type", "data"]);
  return size.u16(v.type, place, ".type") +
    2 + size.bytes(v.data, place, ".data", 0, 65535);
}

function writeExtension(v: Extension, b: Uint8Array, p: number): number {
  p = write.u16(v.type, b, p);
  p = write.bytes(v.data, b, write.u16(v.data.length, b, p));
  return p;
}

export const serverHello: Generated<ServerHello> = {
  read: readServerHello,
  size: sizeServerHello,
  write: writeServerHello,
};

function readServerHello(c: read.Cursor): ServerHello {
  return {
    version: read.u16(c, ".version"),
    random: read.bytes(c, ".random", 32),
    setting: read.u8(c, ".setting"),
    cipher: read.u16(c, ".cipher"),
    compression: read.u8(c, ".compression"),
    maxFrame: read.u24(c, ".maxFrame"),
    extensions: read.list(
      c,
      ".extensions",
      read.u16(c, ".extensions"),
      2,
      0,
      16383,
      readExtension,
      (item) => item.type,
    ),
  };
}

function sizeServerHello(v: ServerHello, place: Place): number {
  size.object(v, place, [
    "version",
    "random",
    "setting",
    "cipher",
    "compression",
    "maxFrame",
    "extensions",
  ]);
  return size.u16(v.version, place, ".version") +
    size.bytes(v.random, place, ".random", 32, 32) +
    size.u8(v.setting, place, ".setting") +
    size.u16(v.cipher, place, ".cipher") +
    size.u8(v.compression, place, ".compression") +
    size.u24(v.maxFrame, place, ".maxFrame") +
    2 +
    size.list(
      v.extensions,
      place,
      ".extensions",
      65535,
      0,
      16383,
      sizeExtension,
      (item) => item.type,
    );
}

function writeServerHello(v: ServerHello, b: Uint8Array, p: number): number {
  p = write.u16(v.version, b, p);
  p = write.bytes(v.random, b, p);
  p = write.u8(v.setting, b, p);
  p = write.u16(v.cipher, b, p);
  p = write.u8(v.compression, b, p);
  p = write.u24(v.maxFrame, b, p);
  p = write.list(v.extensions, b, p, 2, write.u16, writeExtension);
  return p;
}

export const serverKey: Generated<ServerKey> = {
  read: readServerKey,
  size: sizeServerKey,
  write: writeServerKey,
};

function readServerKey(c: read.Cursor): ServerKey {
  return {
    spki: read.rest(c, ".spki", 0, 1024),
  };
}

function sizeServerKey(v: ServerKey, place: Place): number {
  size.object(v, place, ["spki"]);
  return size.bytes(v.spki, place, ".spki", 0, 1024);
}

function writeServerKey(v: ServerKey, b: Uint8Array, p: number): number {
  p = write.bytes(v.spki, b, p);
  return p;
}

export const serverCertificate: Generated<ServerCertificate> = {
  read: readServerCertificate,
  size: sizeServerCertificate,
  write: writeServerCertificate,
};

function readServerCertificate(c: read.Cursor): ServerCertificate {
  return {
    certificates: read.list(
      c,
      ".certificates",
      read.length24(c, ".certificates", 4, 16777215),
      3,
      1,
      10,
      (c) => read.bytes(c, "", read.length24(c, "", 1, 16777215)),
    ),
  };
}

function sizeServerCertificate(v: ServerCertificate, place: Place): number {
  size.object(v, place, ["certificates"]);
  return 3 +
    size.list(
      v.certificates,
      place,
      ".certificates",
      16777215,
      1,
      10,
      (v, place) => 3 + size.bytes(v, place, "", 1, 16777215),
    );
}

function writeServerCertificate(
  v: ServerCertificate,
  b: Uint8Array,
  p: number,
): number {
  p = write.list(
    v.certificates,
    b,
    p,
    3,
    write.u24,
    (v, b, p) => write.bytes(v, b, write.u24(v.length, b, p)),
  );
  return p;
}

export const clientKeyExchange: Generated<ClientKeyExchange> = {
  read: readClientKeyExchange,
  size: sizeClientKeyExchange,
  write: writeClientKeyExchange,
};

function readClientKeyExchange(c: read.Cursor): ClientKeyExchange {
  return {
    ciphertext: read.rest(c, ".ciphertext", 0, 512),
  };
}

function sizeClientKeyExchange(v: ClientKeyExchange, place: Place): number {
  size.object(v, place, ["ciphertext"]);
  return size.bytes(v.ciphertext, place, ".ciphertext", 0, 512);
}

function writeClientKeyExchange(
  v: ClientKeyExchange,
  b: Uint8Array,
  p: number,
): number {
  p = write.bytes(v.ciphertext, b, p);
  return p;
}

export const finished: Generated<Finished> = {
  read: readFinished,
  size: sizeFinished,
  write: writeFinished,
};

function readFinished(c: read.Cursor): Finished {
  return {
    verify: read.bytes(c, ".verify", 32),
  };
}

function sizeFinished(v: Finished, place: Place): number {
  size.object(v, place, ["verify"]);
  return size.bytes(v.verify, place, ".verify", 32, 32);
}

function writeFinished(v: Finished, b: Uint8Array, p: number): number {
  p = write.bytes(v.verify, b, p);
  return p;
}

export const keyUpdate: Generated<KeyUpdate> = {
  read: readKeyUpdate,
  size: sizeKeyUpdate,
  write: writeKeyUpdate,
};

function readKeyUpdate(c: read.Cursor): KeyUpdate {
  return {
    request: read.member(
      c,
      ".request",
      read.u8(c, ".request"),
      1,
      "KeyUpdateRequest",
      [0, 1],
    ),
  };
}

function sizeKeyUpdate(v: KeyUpdate, place: Place): number {
  size.object(v, place, ["request"]);
  return size.member(v.request, place, ".request", 1, "KeyUpdateRequest", [
    0,
    1,
  ]);
}

function writeKeyUpdate(v: KeyUpdate, b: Uint8Array, p: number): number {
  p = write.u8(v.request, b, p);
  return p;
}

export const alert: Generated<Alert> = {
  read: readAlert,
  size: sizeAlert,
  write: writeAlert,
};

function readAlert(c: read.Cursor): Alert {
  return {
    code: read.u8(c, ".code"),
  };
}

function sizeAlert(v: Alert, place: Place): number {
  size.object(v, place, ["code"]);
  return size.u8(v.code, place, ".code");
}

function writeAlert(v: Alert, b: Uint8Array, p: number): number {
  p = write.u8(v.code, b, p);
  return p;
}
