import type { Case } from "../../runner/case.ts";
import { malformedProperty } from "./malformed_property.ts";
import { clientServerCertificate } from "./client_server_certificate.ts";
import { clientServerHello } from "./client_server_hello.ts";
import { serverHelloMeaning } from "./server_hello_meaning.ts";
import { serverHelloShape } from "./server_hello_shape.ts";

/** The cases of the messages layer. */
export const messages: readonly Case[] = [
  ...serverHelloShape,
  ...serverHelloMeaning,
  ...clientServerHello,
  ...clientServerCertificate,
  ...malformedProperty,
];
