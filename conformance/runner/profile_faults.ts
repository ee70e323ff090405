import type { z } from "zod";
import type { ProfileFields } from "./profile.ts";

/** Something that a profile cannot mean, and where it says so. */
export interface ProfileFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Fields = z.infer<typeof ProfileFields>;

/** What a profile says against itself, or against what every end has. */
export function profileFaults(profile: Fields): ProfileFault[] {
  return [
    ...repeated(profile),
    ...contradictory(profile),
    ...incomplete(profile),
  ];
}

const LISTS = [
  "roles",
  "settings",
  "ciphers",
  "rsaBits",
  "compressions",
  "features",
] as const;

function repeated(profile: Fields): ProfileFault[] {
  return LISTS.flatMap((name) => {
    const list: readonly unknown[] = profile[name] ?? [];
    return list.flatMap((value, index) =>
      list.indexOf(value) === index
        ? []
        : [{ path: [name, index], message: `${value} is there already` }]
    );
  });
}

function contradictory(profile: Fields): ProfileFault[] {
  const { settings, ciphers, rsaBits, compressions } = profile;
  const faults: ProfileFault[] = [];
  const refuse = (path: string, message: string) =>
    faults.push({ path: [path], message });
  const rsa = settings?.find((setting) => setting !== "proprietary");
  const rsaCiphers = ciphers?.filter((cipher) => cipher !== "chacha20");
  if (rsa !== undefined && rsaCiphers?.length === 0) {
    refuse("ciphers", `${rsa} needs aes or 3des`);
  }
  if (settings !== undefined && rsa === undefined) {
    const [cipher] = rsaCiphers ?? [];
    if (cipher !== undefined) {
      refuse("settings", `${cipher} needs open or certified`);
    }
    if ((rsaBits?.length ?? 0) > 0) {
      refuse("rsaBits", "RSA keys need open or certified");
    }
  }
  if (
    ciphers?.includes("chacha20") && settings?.includes("proprietary") === false
  ) {
    refuse("settings", "chacha20 needs proprietary");
  }
  const usesRsa = settings === undefined || rsa !== undefined;
  if (usesRsa && rsaBits?.includes(2048) === false) {
    refuse("rsaBits", "open and certified need keys of 2048 bits (KEX-3)");
  }
  if (compressions?.includes(0) === false) {
    refuse("compressions", "0 (none) is always there");
  }
  return faults;
}

function incomplete(profile: Fields): ProfileFault[] {
  const { certificate, key, deploymentKeyId, deploymentKeyFile } = profile;
  const faults: ProfileFault[] = [];
  const demand = (has: unknown, needs: unknown, path: string, what: string) => {
    if (has === undefined || needs !== undefined) return;
    faults.push({ path: [path], message: `it needs ${what} beside it` });
  };
  demand(certificate, key, "certificate", "key");
  demand(key, certificate, "key", "certificate");
  demand(
    deploymentKeyId,
    deploymentKeyFile,
    "deploymentKeyId",
    "deploymentKeyFile",
  );
  return faults;
}
