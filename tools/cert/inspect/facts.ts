/** A value of JSON. */
export type Fact =
  | string
  | number
  | boolean
  | null
  | readonly Fact[]
  | { readonly [name: string]: Fact };

/** What is said of one object of a file. Nothing in it is secret. */
export interface Facts {
  readonly type:
    | "certificate"
    | "certificate request"
    | "revocation list"
    | "private key"
    | "public key"
    | "unreadable";
  readonly warnings: readonly string[];
  readonly [name: string]: Fact;
}

/** What facts depend on besides the object. */
export interface Inspection {
  /** The time by which validity is judged. */
  readonly time: Date;
}
