import { replacesAlerts } from "../alerts.ts";
import { inBothRoles, inRole, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";

/** The deadline of a handshake. */
export const deadline: readonly Mutant[] = [
  ...inBothRoles({
    layer: "handshake",
    name: "deadline-missing",
    requirement: "FIN-8",
    title: "There is no handshake deadline",
    models: "Slowloris: a peer that never goes on",
    plant: () => ({ handshakeTimeoutMs: () => 2 ** 31 - 1 }),
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "deadline-restarts",
    requirement: "FIN-8",
    title: "Each byte that comes starts the handshake deadline again",
    models: "An idle timeout in place of a deadline",
    plant: (site) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let patience = 0;
      const restart = () => {
        clearTimeout(timer);
        if (site.connection.session || site.connection.ended) return;
        timer = setTimeout(() => {
          if (!site.connection.session) site.fail("timeout", "Too slow");
        }, patience);
      };
      return {
        handshakeTimeoutMs: (milliseconds) => {
          patience = milliseconds;
          return 2 ** 31 - 1;
        },
        transport: (transport) =>
          override(transport, {
            start: (next) => (handler) => {
              next({
                ...handler,
                onData(chunk) {
                  handler.onData(chunk);
                  restart();
                },
                onClose() {
                  clearTimeout(timer);
                  handler.onClose();
                },
              });
              restart();
            },
          }),
      };
    },
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "deadline-in-session",
    requirement: "FIN-8",
    title: "The handshake deadline ends an established connection too",
    models: "A timer that nobody stops",
    plant: (site) => ({
      handshakeTimeoutMs: (milliseconds) => {
        const timer = setTimeout(
          () => site.fail("timeout", "Too slow"),
          milliseconds,
        );
        timer.unref();
        return milliseconds;
      },
    }),
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "timeout-silent",
    requirement: "FIN-8",
    title: "The handshake deadline ends with FIN, without its Alert",
    models: "A timer that hangs up",
    plant: () => replacesAlerts((code, sent) => code === 0x40 ? [] : sent),
  }),
  inRole("server", {
    layer: "handshake",
    name: "limits-ignored",
    requirement: "CNF-4",
    title: "The handshake deadline is ten seconds, whatever was configured",
    models: "An option that is read and not used",
    plant: () => ({ handshakeTimeoutMs: () => 10_000 }),
  }),
];
