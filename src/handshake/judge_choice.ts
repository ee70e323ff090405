import { ProtocolError } from "../errors.ts";
import { meaningFault } from "../schema/meaning.ts";
import { ServerHello, type ServerHello as Choice } from "../schema/messages.ts";
import { nameOf, Version } from "../schema/registries.ts";
import { type ClientConfig, isAllowedPair } from "./client_config.ts";

/**
 * Refuses what the server may not choose, field by field in the spec's order
 * (spec/messages.md, NEG-29).
 *
 * @throws ProtocolError illegal_parameter.
 */
export function judgeChoice(config: ClientConfig, choice: Choice): void {
  const { version, setting, cipher, compression, maxFrame } = choice;
  requireOffered("version", [Version.v1], version);
  const extension = choice.extensions.at(0);
  if (extension) {
    const type = nameOf({}, extension.type);
    throw illegal(`extension ${type} was not asked for`);
  }
  requireOffered("setting", config.settings, setting);
  requireOffered("cipher", config.ciphers, cipher);
  if (!isAllowedPair(setting, cipher)) {
    throw illegal(`cipher ${cipher} does not go with setting ${setting}`);
  }
  requireOffered("compression", config.compressions, compression);
  const fault = meaningFault(ServerHello, "maxFrame", maxFrame);
  if (fault) throw illegal(fault);
  if (maxFrame > config.maxFrame) {
    throw illegal(`maxFrame is ${maxFrame}, offered was ${config.maxFrame}`);
  }
}

function requireOffered(
  field: string,
  offered: readonly number[],
  value: number,
): void {
  if (!offered.includes(value)) {
    throw illegal(`${field} ${value} was not offered`);
  }
}

function illegal(what: string): ProtocolError {
  return new ProtocolError(
    "illegal_parameter",
    `Cannot accept ServerHello: ${what}`,
  );
}
