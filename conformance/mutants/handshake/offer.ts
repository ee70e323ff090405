import { ChannelError } from "../../../src/transport/channel_error.ts";
import { Cipher, Compression } from "../../../src/schema/registries.ts";
import { readsHello, sendsHello } from "../hello_change.ts";
import { type Fault, inBothRoles, inRole, type Mutant } from "../mutant.ts";

/** Clients that offer otherwise than they are told to, and randoms. */
export const offer: readonly Mutant[] = [
  client({
    name: "offers-open",
    requirement: "NEG-2",
    title: "open is offered whatever is configured",
    models: "A default that is added, not replaced",
    plant: () =>
      sendsHello(({ settings, ...hello }) => ({
        ...hello,
        settings: [...new Set([...settings, 2])],
      })),
  }),
  client({
    name: "offers-highest-setting",
    requirement: "NEG-2",
    title: "Of several settings only the highest is offered",
    models: "A set that is taken for a level",
    plant: () =>
      sendsHello(({ settings, ...hello }) => {
        const known = settings.filter((one) => one <= 3);
        return { ...hello, settings: [Math.max(...known)] };
      }),
  }),
  client({
    name: "offers-3des",
    requirement: "NEG-2",
    title: "3DES is offered whatever is configured",
    models: "Everything that is compiled in (Sweet32)",
    plant: () =>
      sendsHello(({ ciphers, ...hello }) => ({
        ...hello,
        ciphers: [
          ...new Set([...ciphers, Cipher["3DES-EDE-CBC-HMAC-SHA-256"]]),
        ],
      })),
  }),
  client({
    name: "offers-deflate",
    requirement: "NEG-2",
    title: "DEFLATE is offered whatever is configured",
    models: "CRIME's first half: compression nobody asked for",
    plant: () =>
      sendsHello(({ compressions, ...hello }) => ({
        ...hello,
        compressions: [...new Set([...compressions, Compression.deflate])],
      })),
  }),
  client({
    name: "max-frame-as-default",
    requirement: "NEG-2",
    title: "The default maxFrame is offered, not the configured",
    models: "An option that is read and not used",
    plant: () => sendsHello((hello) => ({ ...hello, maxFrame: 262_144 })),
  }),
  client({
    name: "no-name-in-proprietary",
    requirement: "NEG-26",
    title: "serverName stays empty where no certificate is expected",
    models: "A field that is only filled in for certificates",
    plant: () =>
      sendsHello((hello) => ({
        ...hello,
        serverName: hello.settings.includes(1)
          ? new Uint8Array(0)
          : hello.serverName,
      })),
  }),
  client({
    name: "name-is-host",
    requirement: "NEG-27",
    title: "serverName is the address dialled, not the configured name",
    models: "Names and addresses that are mixed up behind a proxy",
    plant: () =>
      sendsHello((hello) => ({
        ...hello,
        serverName: new TextEncoder().encode("127.0.0.1"),
      })),
  }),
  client({
    name: "key-id-not-sent",
    requirement: "NEG-20",
    title: "The configured deployment_key_id is not sent",
    models: "An option that is read and not used",
    plant: () =>
      sendsHello(({ extensions, ...hello }) => ({
        ...hello,
        extensions: extensions.filter(({ type }) => type !== 1),
      })),
  }),
  client({
    name: "retries-with-more",
    requirement: "NEG-18",
    title: "After a refusal the client dials again and offers more",
    models: "The fallback dance that made POODLE possible",
    connect: async (options, connect) => {
      try {
        return await connect(options);
      } catch {
        return await connect({ ...options, ciphers: undefined });
      }
    },
  }),
  client({
    name: "retries-after-eof",
    requirement: "NEG-18",
    title: "After an EOF in the handshake the client dials again with 3DES",
    models: "The fallback dance that made POODLE possible",
    connect: async (options, connect) => {
      try {
        return await connect(options);
      } catch (error) {
        const isCut = error instanceof ChannelError &&
          error.ended.how === "truncated";
        if (!isCut) throw error;
        return await connect({ ...options, ciphers: undefined });
      }
    },
  }),
  client({
    name: "retries-with-weaker-key",
    requirement: "NEG-18",
    title: "After refusing a weak key the client dials again and takes it",
    models: "A question that is asked until the answer is right",
    connect: async (options, connect) => {
      try {
        return await connect(options);
      } catch (error) {
        const isWeak = error instanceof ChannelError &&
          error.ended.how === "alert" && error.ended.code === 0x21;
        if (!isWeak) throw error;
        return await connect({ ...options, minimumRsaBits: 1024 });
      }
    },
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "random-reused",
    requirement: "NEG-17",
    title: "Every hello has the same random",
    models: "A generator that is seeded with a constant",
    plant: ({ memory }) => ({
      random: (random) => (purpose, size) => {
        if (!purpose.endsWith(" random")) return random(purpose, size);
        const known = memory.get(purpose) ?? random(purpose, size);
        memory.set(purpose, known);
        return new Uint8Array(known);
      },
    }),
  }),
  inRole("server", {
    layer: "handshake",
    name: "random-from-client",
    requirement: "KEX-17",
    title: "The server's random is a function of the client's",
    models: "A random that is derived, so that nothing need be drawn",
    plant: () => {
      let client = new Uint8Array(32);
      return {
        ...readsHello((hello) => {
          client = hello.random.map((byte) => byte ^ 0x36);
          return hello;
        }),
        random: (random) => (purpose, size) =>
          purpose === "server random"
            ? new Uint8Array(client)
            : random(purpose, size),
      };
    },
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "random-low-entropy",
    requirement: "NEG-17",
    title: "All but two bytes of every random are the same",
    models: "Debian's OpenSSL: a generator that knows 32,768 seeds",
    plant: () => ({
      random: (random) => (purpose, size) => {
        const drawn = random(purpose, size);
        return purpose.endsWith(" random") ? drawn.fill(0x5a, 2) : drawn;
      },
    }),
  }),
];

function client(fault: Omit<Fault, "layer">): Mutant {
  return inRole("client", { ...fault, layer: "handshake" });
}
