import { equal } from "../../tester/bytes.ts";
import { readsHello } from "../hello_change.ts";
import { answersFaults } from "../judgement.ts";
import { type Fault, inRole, type Mutant } from "../mutant.ts";

import { decides } from "./decisions.ts";

/** Servers that are asked for by another name, or another key. */
export const names: readonly Mutant[] = [
  server({
    name: "name-unchecked",
    requirement: "NEG-13",
    title: "Any serverName is served",
    models: "A default host for whoever asks",
    plant: () => decides(() => ({ serverNames: [] })),
  }),
  server({
    name: "name-suffix-served",
    requirement: "NEG-13",
    title: "A name below a configured one is served",
    models: "endsWith() in place of a comparison",
    plant: () =>
      decides(({ serverNames }, hello) => {
        const name = new TextDecoder().decode(hello.serverName);
        const below = serverNames.some((own) => name.endsWith(own));
        return below ? { serverNames: [name] } : {};
      }),
  }),
  server({
    name: "no-name-in-proprietary",
    requirement: "NEG-13",
    title: "An empty serverName is served in proprietary too",
    models: "A rule of one setting that is forgotten in another",
    plant: () =>
      decides((_, { serverName }) =>
        serverName.length === 0 ? { serverNames: [] } : {}
      ),
  }),
  server({
    name: "empty-name-refused",
    requirement: "NEG-25",
    title: "An empty serverName is refused in every setting",
    models: "A rule of one setting that is kept in all",
    plant: (site) =>
      readsHello((hello) => {
        if (hello.serverName.length === 0) {
          site.fail("unrecognized_name", "It names no server");
        }
        return hello;
      }),
  }),
  server({
    name: "unrecognized-name-as-illegal",
    requirement: "NEG-13",
    title: "A name that is not configured is an illegal parameter",
    models: "One code for whatever is wrong with a field",
    plant: () =>
      answersFaults({ code: "unrecognized_name" }, "illegal_parameter"),
  }),
  server({
    name: "key-id-unknown-fatal",
    requirement: "NEG-20",
    title: "An unknown deployment_key_id fails though a setting is common",
    models: "A lookup that throws",
    plant: (site) => {
      let known: readonly (Uint8Array | undefined)[] = [];
      return {
        ...readsHello((hello) => {
          const named = hello.extensions.find(({ type }) => type === 1)?.data;
          const isKnown = named === undefined ||
            known.some((id) => id !== undefined && equal(id, named));
          if (!isKnown) site.fail("no_common_setting", "An unknown key");
          return hello;
        }),
        serverConfig: (config) => {
          known = config.deploymentKeys.map(({ id }) => id);
          return config;
        },
      };
    },
  }),
  server({
    name: "key-id-demanded",
    requirement: "NEG-20",
    title: "Who names no key gets a key without an id, or none",
    models: "A lookup of nothing, which finds nothing",
    plant: () =>
      decides(({ deploymentKeys }, { extensions }) =>
        extensions.some(({ type }) => type === 1) ? {} : {
          deploymentKeys: deploymentKeys.filter(({ id }) => id === undefined),
        }
      ),
  }),
  server({
    name: "key-id-ignored",
    requirement: "NEG-20",
    title: "An unknown deployment_key_id stands for the default key",
    models: "A lookup with a fallback",
    plant: () =>
      readsHello(({ extensions, ...hello }) => ({
        ...hello,
        extensions: extensions.filter(({ type, data }) =>
          type !== 1 || data.length === 0 || data.length > 32
        ),
      })),
  }),
];

function server(fault: Omit<Fault, "layer">): Mutant {
  return inRole("server", { ...fault, layer: "handshake" });
}
