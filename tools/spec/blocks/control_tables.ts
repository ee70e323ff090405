import { z } from "zod";
import {
  type ClientConfiguration,
  Command,
  Configuration,
  Event,
  Identity,
  type ServerConfiguration,
} from "../../../conformance/contract/mod.ts";
import { table } from "../table.ts";

type ConfigurationField = keyof ServerConfiguration | keyof ClientConfiguration;

/** What each field of a configuration means; the contract says the rest. */
const CONFIGURATION: Readonly<Record<ConfigurationField, string>> = {
  contract: "this contract",
  role: "which role to take",
  host: "where to listen, or what to dial",
  port: "the same; 0 for any that is free",
  settings: "accepted by a server, offered by a client",
  ciphers:
    "offered by a client; of a server at most one of 0x0001 and 0x0002, and at most one for `proprietary`",
  compressions: "offered by a client; enabled by a server in every setting",
  minimumRsaBits: "the least modulus that is accepted",
  maxFrame: "offered, or granted at most",
  serverName: "reference identity and what is sent; empty: none",
  serverNames: "configured names; none: every name is accepted",
  identity: "below",
  certificate: "the chain for `certified`",
  key: "the key for both RSA settings",
  deploymentKey: "the only key, and so the default key",
  deploymentKeyId: "the id of that key; sent by a client",
  maxPendingRsa: "RSA operations running or queued",
  clock: "the time at start; it ticks on from there, and drives no deadline",
  handshakeTimeoutMs: "the handshake deadline",
  echo: "send back all Data",
  requires: "what the case needs",
};

/** What each policy means, and in which settings it applies. */
const IDENTITY: Readonly<
  Record<keyof z.infer<typeof Identity>, readonly [string, string]>
> = {
  trust: ["`certified`", "the anchors"],
  crls: ["`certified`", "the CRLs; where the field is there, required"],
  pin: ["`open`, `certified`", "SHA-256 of the SubjectPublicKeyInfo"],
  tofu: [
    "`open`, `certified`",
    "where to keep records, a path; opaque to the suite",
  ],
  acceptAny: ["`open`", "accept any key"],
};

const COMMANDS: Readonly<Record<Command["do"], string>> = {
  send: "sends Data; `compress` says whether it is compressed",
  ping: "sends a Ping, compressed if `compress` is true",
  keyUpdate:
    "updates the own key, and requests the peer's if `request` is true; the end may send it later while its own sequence number is 0",
  close: "sends `close` after all Data",
  abort: "gives up with `aborted`, at once",
};

const EVENTS: Readonly<Record<Event["event"], string>> = {
  listening: "a server accepts connections",
  ready: "a client takes many configurations",
  unsupported: "before exit with 89",
  established: "[Established](handshake.md#established)",
  data: "Data was delivered: bytes so far, and their hash",
  pong: "a Ping was answered",
  ended: "once per connection; the last three fields for `alert` alone",
};

/** Every field of a configuration. */
export function configurationTable(): string {
  const roles = schemasOf(Configuration);
  const fields = Object.keys(CONFIGURATION) as ConfigurationField[];
  return table(
    ["field", "role", "type", "meaning"],
    requireAll(fields, roles).map((field) => {
      const having = roles.filter(({ properties }) => field in properties);
      return [
        `\`${field}\``,
        having.length === roles.length ? "both" : constantOf(having[0], "role"),
        typeText(having.map(({ properties }) => properties[field])),
        CONFIGURATION[field as ConfigurationField],
      ];
    }),
  );
}

/** Every policy of a client's identity. */
export function identityTable(): string {
  const [schema] = schemasOf(Identity);
  return table(
    ["field", "settings", "type", "meaning"],
    requireAll(Object.keys(IDENTITY), [schema]).map((field) => {
      const [settings, meaning] = IDENTITY[field as keyof typeof IDENTITY];
      const type = typeText([schema.properties[field]]);
      return [`\`${field}\``, settings, type, meaning];
    }),
  );
}

/** Every command, with its fields. */
export function commandsTable(): string {
  return table(
    ["command", "with", "does"],
    schemasOf(Command).map((schema) => {
      const name = constantOf(schema, "do");
      return [
        `\`${name}\``,
        fieldsOf(schema, "do"),
        COMMANDS[name as Command["do"]],
      ];
    }),
  );
}

/** Every event, with its fields. */
export function eventsTable(): string {
  return table(
    ["event", "with", "when"],
    schemasOf(Event).map((schema) => {
      const name = constantOf(schema, "event");
      return [
        `\`${name}\``,
        fieldsOf(schema, "event"),
        EVENTS[name as Event["event"]],
      ];
    }),
  );
}

/** What is read of an object's JSON Schema. */
interface ObjectSchema {
  readonly properties: Readonly<Record<string, PropertySchema>>;
}

interface PropertySchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: PropertySchema;
  readonly anyOf?: readonly PropertySchema[];
}

/** The objects that a schema admits: its branches, or itself. */
function schemasOf(schema: z.ZodType): ObjectSchema[] {
  const json = z.toJSONSchema(schema) as unknown as
    & ObjectSchema
    & { oneOf?: ObjectSchema[]; anyOf?: ObjectSchema[] };
  return json.oneOf ?? json.anyOf ?? [json];
}

function requireAll(
  described: readonly string[],
  schemas: readonly ObjectSchema[],
): readonly string[] {
  const fields = new Set(schemas.flatMap((s) => Object.keys(s.properties)));
  for (const field of fields) {
    if (!described.includes(field)) {
      throw new RangeError(`No word says what ${field} of the contract means`);
    }
  }
  return described.filter((field) => fields.has(field));
}

function constantOf(schema: ObjectSchema, field: string): string {
  return String(schema.properties[field].const);
}

function fieldsOf(schema: ObjectSchema, tag: string): string {
  return Object.entries(schema.properties)
    .filter(([name]) => name !== tag && name !== "connection")
    .map(([name]) => `\`${name}\``).join(", ");
}

function typeText(types: readonly PropertySchema[]): string {
  return [...new Set(types.map(oneType))].join(", ");
}

function oneType(type: PropertySchema): string {
  if (type.const !== undefined) return `\`${JSON.stringify(type.const)}\``;
  if (type.items !== undefined) return `${oneType(type.items)}s`;
  if (type.format === "date-time") return "RFC 3339";
  if (type.pattern !== undefined) return `hex${hexSize(type)}`;
  return type.type === "integer" ? "number" : type.type ?? "object";
}

function hexSize({ minLength, maxLength }: PropertySchema): string {
  if (minLength === undefined || maxLength === undefined) return "";
  const [min, max] = [minLength / 2, maxLength / 2];
  return min === max ? `, ${min} bytes` : `, ${min} to ${max} bytes`;
}
