/**
 * The requirement that says what a field may hold, or what must come of one
 * that holds something else: by the field's path, indexes left out.
 */
export const FIELD_REQUIREMENTS: Readonly<Record<string, string>> = {
  "FrameHeader.type": "FRM-4",
  "FrameHeader.length": "FRM-5",
  "ClientHello.versions": "NEG-4",
  "ClientHello.random": "NEG-17",
  "ClientHello.settings": "NEG-5",
  "ClientHello.ciphers": "NEG-6",
  "ClientHello.compressions": "NEG-8",
  "ClientHello.maxFrame": "NEG-11",
  "ClientHello.serverName": "NEG-12",
  "ClientHello.extensions": "FRM-7",
  "ClientHello.extensions.type": "NEG-3",
  "ClientHello.extensions.data": "NEG-22",
  "ServerHello.version": "NEG-14",
  "ServerHello.random": "NEG-17",
  "ServerHello.setting": "NEG-14",
  "ServerHello.cipher": "NEG-7",
  "ServerHello.compression": "NEG-9",
  "ServerHello.maxFrame": "NEG-11",
  "ServerHello.extensions": "NEG-14",
  "ServerHello.extensions.type": "NEG-14",
  "ServerHello.extensions.data": "NEG-14",
  "ServerKey.spki": "KEX-2",
  "ServerCertificate.certificates": "IDN-16",
  "ClientKeyExchange.ciphertext": "KEX-8",
  "Finished.verify": "FIN-2",
  "Data.content": "DAT-2",
  "Ping.content": "PNG-1",
  "Pong.content": "PNG-4",
  "KeyUpdate.request": "KUP-1",
  "Alert.code": "END-11",
  "Protected.body": "PRO-9",
  "Protected.type": "PRO-12",
};

/** The requirement on a field, by its path as in a transcript. */
export function requirementOnField(path: string): string | undefined {
  const plain = path.replaceAll(/\[\d+\]/g, "").replace(/ \(.*\)$/, "");
  return FIELD_REQUIREMENTS[plain];
}
