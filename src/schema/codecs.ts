import { type Codec, codec } from "../wire/codec.ts";
import * as messages from "./messages.ts";

/** The codec of every message whose body is more than plain bytes. */
export const clientHello: Codec<messages.ClientHello> = codec(
  messages.ClientHello,
);
export const serverHello: Codec<messages.ServerHello> = codec(
  messages.ServerHello,
);
export const serverKey: Codec<messages.ServerKey> = codec(messages.ServerKey);
export const serverCertificate: Codec<messages.ServerCertificate> = codec(
  messages.ServerCertificate,
);
export const clientKeyExchange: Codec<messages.ClientKeyExchange> = codec(
  messages.ClientKeyExchange,
);
export const finished: Codec<messages.Finished> = codec(messages.Finished);
export const keyUpdate: Codec<messages.KeyUpdate> = codec(messages.KeyUpdate);
export const alert: Codec<messages.Alert> = codec(messages.Alert);
