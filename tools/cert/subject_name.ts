import "reflect-metadata";
import { type JsonAttributeAndObjectValue, Name } from "@peculiar/x509";
import { UsageError } from "../usage_error.ts";

/** The attributes that may be asked for, and how long they may be (RFC 5280 A.1). */
const LONGEST: Readonly<Record<string, number>> = {
  CN: 64,
  O: 64,
  OU: 64,
  L: 128,
  ST: 128,
  C: 2,
};

/**
 * A distinguished name from the command line: `C=SE,O=Example,CN=a name`, in
 * the order in which it is to stand, `\` before a comma that belongs to a
 * value. Text without `=` is a common name.
 *
 * @throws UsageError.
 */
export function readSubject(text: string): Name {
  const parts = text.includes("=") ? splitName(text) : [`CN=${text}`];
  const name = parts.map((part): JsonAttributeAndObjectValue => {
    const [, type = "", escaped = ""] =
      /^\s*(\w+)\s*=\s*([^]*?)\s*$/.exec(part) ??
        [];
    const value = escaped.replaceAll(/\\([^])/g, "$1");
    const fault = attributeFault(type.toUpperCase(), value);
    if (fault) throw new UsageError(`Cannot use --name ${text}: ${fault}`);
    return attribute(type.toUpperCase(), value);
  });
  return new Name(name);
}

/** A name of one attribute, the common one. */
export function commonName(value: string): Name {
  return new Name([attribute("CN", value)]);
}

/** The longest common name there can be. */
export const LONGEST_COMMON_NAME = LONGEST.CN;

function attribute(type: string, value: string): JsonAttributeAndObjectValue {
  const kind = type === "C" ? "printableString" : "utf8String";
  return { [type]: [{ [kind]: value }] };
}

/** At commas that no backslash stands before. */
function splitName(text: string): string[] {
  return text.match(/(?:\\[^]|[^,\\])+/g) ?? [];
}

function attributeFault(type: string, value: string): string | undefined {
  const longest = LONGEST[type];
  if (longest === undefined) {
    return `expected TYPE=VALUE,… of ${
      Object.keys(LONGEST).join(", ")
    }, or a common name alone`;
  }
  if (value === "") return `${type} is empty`;
  if (/\p{Cc}/u.test(value)) return `${type} holds a control character`;
  if ([...value].length > longest) {
    return `${type} is longer than ${longest} characters`;
  }
  return type === "C" && !/^[A-Z]{2}$/.test(value)
    ? "C is a country's two capital letters"
    : undefined;
}
