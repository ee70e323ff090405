import { FrameType } from "../../../src/schema/registries.ts";
import { changeReceived } from "../body_change.ts";
import { readsHello } from "../hello_change.ts";
import {
  distinct,
  distinctBut,
  firstOfEach,
  respelt,
} from "../lenient_hello.ts";
import { type Fault, inRole, type Mutant } from "../mutant.ts";

/** Servers that take a ClientHello which is not as it must be. */
export const clientHello: readonly Mutant[] = [
  server({
    name: "hello-trailing-accepted",
    requirement: "FRM-6",
    title: "Bytes after a ClientHello's extensions are ignored",
    models: "A parser that stops when it has what it wants",
    plant: () =>
      changeReceived(FrameType.ClientHello, (body) =>
        respelt(body, (hello) => {
          hello.rest = new Uint8Array(0);
        })),
  }),
  server({
    name: "hello-duplicates-accepted",
    requirement: "FRM-7",
    title: "A value may stand twice in a list",
    models: "Lists that are read into sets",
    plant: () =>
      changeReceived(FrameType.ClientHello, (body) =>
        respelt(body, (hello) => {
          hello.versions = distinct(hello.versions, 2);
          hello.settings = distinct(hello.settings, 1);
          hello.ciphers = distinct(hello.ciphers, 2);
          hello.compressions = distinct(hello.compressions, 1);
        })),
  }),
  server({
    name: "hello-unknown-duplicates-accepted",
    requirement: "FRM-7",
    title: "A value that it does not know may stand twice in a list",
    models: "Duplicates that are looked for behind the lookup",
    plant: () =>
      changeReceived(FrameType.ClientHello, (body) =>
        respelt(body, (hello) => {
          hello.versions = distinctBut(hello.versions, 2, [1]);
          hello.settings = distinctBut(hello.settings, 1, [1, 2, 3]);
          hello.ciphers = distinctBut(hello.ciphers, 2, [1, 2, 0x0101]);
        })),
  }),
  server({
    name: "hello-extension-twice-accepted",
    requirement: "FRM-7",
    title: "Of an extension that comes twice the first counts",
    models: "A map that is filled from a list",
    plant: () =>
      changeReceived(FrameType.ClientHello, (body) =>
        respelt(body, (hello) => {
          hello.extensions = firstOfEach(hello.extensions);
        })),
  }),
  server({
    name: "hello-empty-list-accepted",
    requirement: "FRM-7",
    title: "An empty list has nothing in common, and is no fault by itself",
    models: "An error that is found where it does harm",
    plant: () =>
      changeReceived(FrameType.ClientHello, (body) =>
        respelt(body, (hello) => {
          // What is not known is as good as nothing.
          if (hello.versions.length === 0) hello.versions = UNKNOWN;
          if (hello.ciphers.length === 0) hello.ciphers = UNKNOWN;
        })),
  }),
  server({
    name: "hello-empty-list-as-default",
    requirement: "FRM-7",
    title: "No setting stands for every setting, and no compression for 0",
    models: "An empty list that means whatever you like",
    plant: () =>
      changeReceived(FrameType.ClientHello, (body) =>
        respelt(body, (hello) => {
          const { settings, compressions } = hello;
          if (settings.length === 0) hello.settings = Uint8Array.of(1, 2, 3);
          if (compressions.length === 0) hello.compressions = Uint8Array.of(0);
        })),
  }),
  server({
    name: "hello-odd-list-accepted",
    requirement: "FRM-7",
    title: "Half an element at a list's end is ignored",
    models: "A length that is divided by two and rounds down",
    plant: () =>
      changeReceived(FrameType.ClientHello, (body) =>
        respelt(body, (hello) => {
          hello.versions = hello.versions.slice(0, hello.versions.length & ~1);
          hello.ciphers = hello.ciphers.slice(0, hello.ciphers.length & ~1);
        })),
  }),
  server({
    name: "compressions-without-0-accepted",
    requirement: "NEG-8",
    title: "A list of compressions without 0 is taken",
    models: "A default that needs no offer",
    plant: () =>
      readsHello(({ compressions, ...hello }) => ({
        ...hello,
        compressions: compressions.includes(0)
          ? compressions
          : [...compressions, 0],
      })),
  }),
  server({
    name: "max-frame-clamped",
    requirement: "NEG-11",
    title: "A maxFrame outside its range is brought into it",
    models: "Robustness in what one accepts",
    plant: () =>
      readsHello(({ maxFrame, ...hello }) => ({
        ...hello,
        maxFrame: Math.min(Math.max(maxFrame, 4_096), 1_048_576),
      })),
  }),
  server({
    name: "key-id-unjudged",
    requirement: "NEG-22",
    title: "A deployment_key_id that is empty or too long counts as absent",
    models: "An option that is read only where it is used",
    plant: () =>
      readsHello(({ extensions, ...hello }) => ({
        ...hello,
        extensions: extensions.filter(({ type, data }) =>
          type !== 1 || (data.length >= 1 && data.length <= 32)
        ),
      })),
  }),
  server({
    name: "name-judged-first",
    requirement: "NEG-29",
    title: "serverName is judged before version, setting and cipher",
    models: "A virtual host that is looked up first of all",
    plant: (site) =>
      readsHello((hello) => {
        const wrong = hello.serverName.some((byte) =>
          byte <= 0x20 || byte >= 0x7f || (byte >= 0x41 && byte <= 0x5a)
        );
        if (wrong) site.fail("illegal_parameter", "The name is wrong");
        return hello;
      }),
  }),
  server({
    name: "key-id-judged-first",
    requirement: "NEG-29",
    title: "A deployment_key_id is judged before the version",
    models: "Extensions that are judged where they are read",
    plant: (site) =>
      readsHello((hello) => {
        const named = hello.extensions.find(({ type }) => type === 1)?.data;
        if (named && (named.length < 1 || named.length > 32)) {
          site.fail("illegal_parameter", "The key id is wrong");
        }
        return hello;
      }),
  }),
];

/** A version, or a cipher, that there will never be. */
const UNKNOWN = Uint8Array.of(0xfa, 0xfa);

function server(fault: Omit<Fault, "layer">): Mutant {
  return inRole("server", { ...fault, layer: "messages" });
}
