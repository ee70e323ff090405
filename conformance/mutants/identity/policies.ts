import { ProtocolError } from "../../../src/errors.ts";
import { readCertificate } from "../../../src/identity/certificate.ts";
import { pinOf } from "../../../src/identity/pins.ts";
import {
  memoryTofuStore,
  settingsToOffer,
} from "../../../src/identity/tofu.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import type { ClientConfig } from "../../../src/handshake/client_config.ts";
import { acceptedKey, asks, forgives } from "./verdict.ts";

const OPEN = 2;
const CERTIFIED = 3;

/** Clients that hold their policies otherwise: CRLs, pins, known hosts. */
export const policies: readonly Mutant[] = [
  client({
    name: "lists-ignored",
    requirement: "IDN-9",
    title: "Revocation lists are not looked at",
    models: "Revocation, as browsers have it",
    plant: () =>
      asks((request) => {
        const { trust } = request.policy;
        if (!trust) return request;
        const without = { anchors: trust.anchors };
        return { ...request, policy: { ...request.policy, trust: without } };
      }),
  }),
  client({
    name: "list-missing-accepted",
    requirement: "IDN-25",
    title: "A certificate without a list of its issuer's passes",
    models: "Soft fail: a seat belt that opens in a crash",
    plant: () => forgives(["crl_missing"]),
  }),
  client({
    name: "list-stale-accepted",
    requirement: "IDN-9",
    title: "A list whose time is over still counts",
    models: "A replay of the list from before the theft",
    plant: () => forgives(["crl_stale"]),
  }),
  client({
    name: "list-forged-accepted",
    requirement: "IDN-9",
    title: "A list whose signature does not verify is passed over",
    models: "A failure that counts as nothing known",
    plant: () => forgives(["crl_unverified"]),
  }),
  client({
    name: "revoked-accepted",
    requirement: "IDN-9",
    title: "A certificate that is listed is accepted",
    models: "A warning in a log",
    plant: () => forgives(["revoked"]),
  }),
  client({
    name: "pin-ignored",
    requirement: "IDN-12",
    title: "Pins are not compared",
    models: "An option that is read and not used",
    plant: () =>
      asks((request) => {
        const { pin: _, ...others } = request.policy;
        const policy = { ...others, acceptAny: true };
        return { ...request, policy };
      }),
  }),
  client({
    name: "pin-ignored-in-certified",
    requirement: "IDN-12",
    title: "Pins are not compared in certified",
    models: "A rule of one setting that is forgotten in another",
    plant: () =>
      asks((request) => {
        if (request.setting !== CERTIFIED) return request;
        const { pin: _, ...policy } = request.policy;
        return { ...request, policy };
      }),
  }),
  client({
    name: "pin-for-path",
    requirement: "IDN-20",
    title: "A right pin stands in for a path",
    models: "The first policy that accepts",
    plant: () => ({
      identity: (judge) => async (request) => {
        const { chain, policy, provider } = request;
        if (policy.pin !== undefined && chain?.[0]) {
          const { spki } = readCertificate(new Uint8Array(chain[0]));
          if (pinOf(spki, provider) === policy.pin) {
            return acceptedKey("pin", spki);
          }
        }
        return await judge(request);
      },
    }),
  }),
  client({
    name: "accept-any-in-certified",
    requirement: "IDN-15",
    title: "acceptAny accepts any certificate as well",
    models: "--insecure, for whatever it may be good",
    plant: () => ({
      identity: (judge) => async (request) => {
        const { chain, policy } = request;
        if (!policy.acceptAny || !chain?.[0]) return await judge(request);
        const { spki } = readCertificate(new Uint8Array(chain[0]));
        return acceptedKey("acceptAny", spki);
      },
    }),
  }),
  client({
    name: "open-without-policy",
    requirement: "IDN-11",
    title: "open is offered without a policy for it",
    models: "A default that accepts everybody",
    connect: (options, connect) =>
      connect({
        ...options,
        identity: { acceptAny: true, ...options.identity },
      }),
  }),
  client({
    name: "anchors-in-open",
    requirement: "IDN-23",
    title: "Anchors are asked about a bare key in open",
    models: "A trust store that must have heard of everything",
    plant: () =>
      asks((request) => {
        const { setting, policy } = request;
        if (setting !== OPEN || policy.trust === undefined) return request;
        throw new ProtocolError("key_not_trusted", "No anchor knows the key");
      }),
  }),
  client({
    name: "changed-key-accepted",
    requirement: "IDN-13",
    title: "Another key than the one remembered is accepted",
    models: "A warning that one clicks away",
    plant: () => ({
      identity: (judge) => async (request) => {
        try {
          return await judge(request);
        } catch (error) {
          const isChanged = error instanceof ProtocolError &&
            /known is/.test(error.message);
          if (!isChanged || !request.spki) throw error;
          return acceptedKey("tofu", request.spki);
        }
      },
    }),
  }),
  client({
    name: "remembered-at-once",
    requirement: "IDN-19",
    title: "A key is remembered before its server has shown that it is its own",
    models: "A record that anybody in the middle can make",
    plant: () => ({
      identity: (judge) => async (request) => {
        const verdict = await judge(request);
        await verdict.remember();
        return verdict;
      },
    }),
  }),
  client({
    name: "offered-open-again",
    requirement: "IDN-13",
    title: "A server once seen in certified is offered open again",
    models: "HSTS forgotten: a downgrade for whoever is in the middle",
    plant: (site) => ({
      clientConfig: (config): ClientConfig => ({
        ...config,
        settings: "identity" in site.options
          ? site.options.settings ?? config.settings
          : config.settings,
      }),
    }),
  }),
  client({
    name: "tofu-in-open-alone",
    requirement: "IDN-13",
    title: "Records are looked at in open alone",
    models: "A rule of one setting that is forgotten in another",
    plant: () =>
      asks((request) => {
        if (request.setting !== CERTIFIED) return request;
        const { tofu: _, ...policy } = request.policy;
        return { ...request, policy };
      }),
  }),
  client({
    name: "nothing-left-all-offered",
    requirement: "IDN-13",
    title: "Where a record leaves no setting to offer, all are offered",
    models: "An empty list that stands for no restriction",
    connect: async (options, connect) => {
      const { identity = {}, settings = [], serverName, host, port } = options;
      const known = await identity.tofu?.lookup(serverName || host, port);
      const isNothingLeft = settings.length > 0 &&
        settingsToOffer(settings, known).length === 0;
      return await connect(
        isNothingLeft
          ? { ...options, identity: { ...identity, tofu: memoryTofuStore() } }
          : options,
      );
    },
  }),
  client({
    name: "judged-after-exchange",
    requirement: "KEX-27",
    title: "The key exchange is sent before the server's key is judged",
    models: "A verdict that is awaited where it was convenient",
    plant: (site) => {
      let judged: Promise<unknown> = Promise.resolve();
      return {
        identity: (judge) => (request) => {
          const spki = request.spki ??
            readCertificate(new Uint8Array(request.chain![0])).spki;
          judged = judge(request).then(() => undefined, (error) => error);
          return Promise.resolve(acceptedKey("acceptAny", spki));
        },
        fulfil: (fulfil) => async (need) => {
          const answer = await fulfil(need);
          if (need.kind !== "encrypt") return answer;
          const error = await judged;
          // By then the exchange is on its way.
          setImmediate(() => error && site.running.failWith(error));
          return answer;
        },
      };
    },
  }),
];
