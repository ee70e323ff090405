import { ciphersOf, rowName, SETTINGS } from "../runner/setup.ts";

/** The names of all rows of the matrix, in the order they are shown. */
export const ROW_NAMES: readonly string[] = SETTINGS.flatMap((setting) =>
  ciphersOf(setting).flatMap((cipher) =>
    [false, true].map((compression) =>
      rowName({ setting, cipher, compression })
    )
  )
);

/** Rows as they are shown, whatever order they ended in. */
export function inRowOrder<T extends { readonly row?: string }>(
  rows: readonly T[],
): T[] {
  const place = ({ row }: T) => ROW_NAMES.indexOf(row ?? "");
  return [...rows].sort((a, b) => place(a) - place(b));
}
