/** What replaces methods: each is given the one it replaces. */
export type Overrides<T> = {
  readonly [K in keyof T]?: T[K] extends (...args: infer A) => infer R
    ? (next: (...args: A) => R) => (...args: A) => R
    : never;
};

/**
 * Replaces methods of one object, which it gives back: a part of the reference
 * that does one thing otherwise.
 */
export function override<T extends object>(
  object: T,
  overrides: Overrides<T>,
): T {
  for (const [name, replace] of Object.entries(overrides)) {
    const original: unknown = Reflect.get(object, name);
    if (typeof original !== "function" || typeof replace !== "function") {
      throw new TypeError(`Cannot override ${name}: it is no method`);
    }
    Reflect.set(object, name, replace(original.bind(object)));
  }
  return object;
}

/** Replaces a property that is read; `value` is given what it was at the time. */
export function overrideProperty<T extends object, K extends keyof T>(
  object: T,
  name: K,
  value: (original: T[K]) => T[K],
): T {
  const descriptor = Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(object),
    name,
  );
  const read = descriptor?.get;
  if (read === undefined) {
    throw new TypeError(`Cannot override ${String(name)}: it is no getter`);
  }
  return Object.defineProperty(object, name, {
    get: () => value(read.call(object) as T[K]),
  });
}
