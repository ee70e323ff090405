import { FrameType } from "../../../src/schema/registries.ts";
import { concat, prefixed, uint } from "../../tester/bytes.ts";
import { changeReceived } from "../body_change.ts";
import { toleratesFaults } from "../judgement.ts";
import { respelt } from "../lenient_hello.ts";
import { type Fault, inRole, type Mutant } from "../mutant.ts";

/** Of a ServerHello, what stands before its extensions. */
const FIXED = 2 + 32 + 1 + 2 + 1 + 3;
const NOTHING = new Uint8Array(0);
const NO_EXTENSIONS = uint(0, 2);
const MALFORMED = { layer: "messages", requirement: "FRM-6" } as const;

/** Ends that take a hello which is over before its fields are. */
export const cutShort: readonly Mutant[] = [
  server({
    name: "hello-rest-awaited",
    title: "A ClientHello that ends within a field is passed over",
    models: "A parser that waits for the bytes that a length has promised",
    plant: () =>
      toleratesFaults({
        code: "malformed",
        text: /ClientHello\..* bytes needed/,
      }),
  }),
  server({
    name: "hello-long-list-illegal",
    title: "A list of more than 64 bytes is an illegal parameter",
    models: "An array with as many places as there are values",
    plant: (site) =>
      changeReceived(FrameType.ClientHello, (body) => {
        if (listSizes(body).some((size) => size > 64)) {
          site.fail("illegal_parameter", "A list is too long");
        }
        return body;
      }),
  }),
  server({
    name: "hello-read-past-end",
    title: "Behind the last byte of a ClientHello there are zeros",
    models: "A reader that knows the end of its buffer, not of the message",
    plant: () =>
      changeReceived(
        FrameType.ClientHello,
        (body) => completed(body, new Uint8Array(64)),
      ),
  }),
  server({
    name: "hello-extensions-optional",
    title: "A ClientHello may end before its extensions",
    models: "TLS, where they were added later",
    plant: () =>
      changeReceived(
        FrameType.ClientHello,
        (body) => completed(body, NO_EXTENSIONS),
      ),
  }),
  server({
    name: "half-extension-ignored",
    title: "Too few bytes for an extension, behind the last, are ignored",
    models: "A loop that goes on while there is place for a header",
    plant: () =>
      changeReceived(FrameType.ClientHello, (body) =>
        respelt(body, (hello) => {
          hello.extensions = withoutHalf(hello.extensions);
        })),
  }),
  server({
    name: "long-extension-cut",
    title: "An extension that runs past the list is cut where the list ends",
    models: "The least of two lengths, where a refusal is due",
    plant: () =>
      changeReceived(FrameType.ClientHello, (body) =>
        respelt(body, (hello) => {
          hello.extensions = cutLast(hello.extensions);
        })),
  }),
  client({
    name: "choice-extensions-unread",
    title: "A ServerHello is read up to its maxFrame, and no further",
    models: "A part of a message that has no use yet",
    plant: () =>
      changeReceived(
        FrameType.ServerHello,
        (body) =>
          body.length < FIXED
            ? body
            : concat(body.subarray(0, FIXED), NO_EXTENSIONS),
      ),
  }),
  client({
    name: "choice-extensions-optional",
    title: "A ServerHello may end before its extensions",
    models: "TLS, where they were added later",
    plant: () =>
      changeReceived(
        FrameType.ServerHello,
        (body) => body.length === FIXED ? concat(body, NO_EXTENSIONS) : body,
      ),
  }),
  client({
    name: "half-extension-ignored",
    title: "Too few bytes for an extension, behind the last, are ignored",
    models: "A loop that goes on while there is place for a header",
    plant: () =>
      changeReceived(FrameType.ServerHello, (body) => {
        const extensions = body.subarray(FIXED + 2);
        const [high, low] = body.subarray(FIXED);
        if (high * 256 + low !== extensions.length) return body;
        return concat(
          body.subarray(0, FIXED),
          prefixed(2, withoutHalf(extensions)),
        );
      }),
  }),
];

type Shape = Omit<Fault, "layer" | "requirement">;

function server(fault: Shape): Mutant {
  return inRole("server", { ...fault, ...MALFORMED });
}

function client(fault: Shape): Mutant {
  return inRole("client", { ...fault, ...MALFORMED });
}

/** The sizes of a ClientHello's lists, whether they are there or not. */
function listSizes(body: Uint8Array): number[] {
  const sizes: number[] = [];
  let at = 0;
  for (const behind of [32, 0, 0, 0]) {
    const size = body[at] ?? 0;
    sizes.push(size);
    at += 1 + size + behind;
  }
  return sizes;
}

/** A ClientHello that can't be read, with as much of the rest as it lacks. */
function completed(body: Uint8Array, rest: Uint8Array): Uint8Array {
  let isWhole = false;
  respelt(body, () => {
    isWhole = true;
  });
  if (isWhole) return body;
  const longer = concat(body, rest);
  const whole = respelt(longer, (hello) => {
    hello.rest = NOTHING;
  });
  return whole === longer ? body : whole;
}

/** Extensions but for bytes at the end that are less than a header. */
function withoutHalf(extensions: Uint8Array): Uint8Array {
  let at = 0;
  while (at + 4 <= extensions.length) at += sizeAt(extensions, at);
  return at < extensions.length ? extensions.slice(0, at) : extensions;
}

/** Extensions, the last no longer than the list has place for. */
function cutLast(extensions: Uint8Array): Uint8Array {
  let last = 0;
  let at = 0;
  while (at + 4 <= extensions.length) {
    last = at;
    at += sizeAt(extensions, at);
  }
  if (at <= extensions.length) return extensions;
  const cut = extensions.slice();
  cut.set(uint(extensions.length - last - 4, 2), last + 2);
  return cut;
}

/** The size of an extension, its header included. */
function sizeAt(extensions: Uint8Array, at: number): number {
  return 4 + extensions[at + 2] * 256 + extensions[at + 3];
}
