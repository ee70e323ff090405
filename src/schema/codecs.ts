import type { Codec } from "../wire/codec.ts";
import { fastCodec } from "../wire/fast_codec.ts";
import { layoutOf } from "../wire/vocabulary.ts";
import * as generated from "./generated_codecs.ts";
import * as messages from "./messages.ts";

/**
 * The codec of every message whose body is more than plain bytes, generated:
 * `codec` gives the same answers, and is the one to read.
 */
export const clientHello: Codec<messages.ClientHello> = fastCodec(
  layoutOf(messages.ClientHello),
  generated.clientHello,
);
export const serverHello: Codec<messages.ServerHello> = fastCodec(
  layoutOf(messages.ServerHello),
  generated.serverHello,
);
export const serverKey: Codec<messages.ServerKey> = fastCodec(
  layoutOf(messages.ServerKey),
  generated.serverKey,
);
export const serverCertificate: Codec<messages.ServerCertificate> = fastCodec(
  layoutOf(messages.ServerCertificate),
  generated.serverCertificate,
);
export const clientKeyExchange: Codec<messages.ClientKeyExchange> = fastCodec(
  layoutOf(messages.ClientKeyExchange),
  generated.clientKeyExchange,
);
export const finished: Codec<messages.Finished> = fastCodec(
  layoutOf(messages.Finished),
  generated.finished,
);
export const keyUpdate: Codec<messages.KeyUpdate> = fastCodec(
  layoutOf(messages.KeyUpdate),
  generated.keyUpdate,
);
export const alert: Codec<messages.Alert> = fastCodec(
  layoutOf(messages.Alert),
  generated.alert,
);
