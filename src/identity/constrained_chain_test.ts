import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { validateCertificatePath } from "./certificate_path.ts";
import {
  AUTHORITY,
  authority,
  certificate,
  dns,
  extension,
  forge,
  HOST,
  judgeForged,
  name,
  NOW,
  raw,
  seq,
  server,
  signer,
  text,
  tlv,
  told,
} from "./test_certificate.ts";

/** RFC 5280 §4.2.1.10: what the middle constrains, what the leaf is called. */

const mail = (value: string): Uint8Array => text(0x81, value);
const uri = (value: string): Uint8Array => text(0x86, value);
const ip = (hex: string): Uint8Array => tlv(0x87, raw(hex));
const directory = (common: string): Uint8Array => tlv(0xa4, name(common));
const OTHER_NAME = raw("a00806022a03a0020500");
const EMAIL = raw("06092a864886f70d010901");

interface Constraint {
  readonly permitted?: readonly Uint8Array[];
  readonly excluded?: readonly Uint8Array[];
  /** What follows the base in each subtree. */
  readonly rest?: string;
}

function constraints(
  { permitted = [], excluded = [], rest = "" }: Constraint,
): Buffer {
  const part = (tag: number, bases: readonly Uint8Array[]): Buffer =>
    bases.length === 0
      ? Buffer.alloc(0)
      : tlv(tag, ...bases.map((base) => seq(base, raw(rest))));
  return extension(30, seq(part(0xa0, permitted), part(0xa1, excluded)), true);
}

type Row = readonly [string, Constraint, readonly Uint8Array[], string];

const REFUSED = "name_not_permitted 0";
/** The constraint itself is none. */
const NONE = "malformed 1";

const ROWS: readonly Row[] = [
  ["the domain itself", { permitted: [dns(HOST)] }, [dns(HOST)], "ok"],
  ["a name below it", { permitted: [dns(HOST)] }, [dns(`a.b.${HOST}`)], "ok"],
  ["in another case", { permitted: [dns("FESA.Example")] }, [dns(HOST)], "ok"],
  ["a name that only ends so", { permitted: [dns(HOST)] }, [
    dns(`not${HOST}`),
  ], REFUSED],
  ["one name of two", { permitted: [dns(HOST)] }, [
    dns(HOST),
    dns("other.example"),
  ], REFUSED],
  ["one of two domains", { permitted: [dns("a.example"), dns(HOST)] }, [
    dns(HOST),
  ], "ok"],
  ["every name", { permitted: [dns("")] }, [dns(HOST)], "ok"],
  ["no name at all", { excluded: [dns("")] }, [dns(HOST)], REFUSED],
  ["a domain excluded, another one", { excluded: [dns("a.example")] }, [
    dns(HOST),
  ], "ok"],
  [
    "excluded within permitted",
    {
      permitted: [dns("example")],
      excluded: [dns(HOST)],
    },
    [dns(`a.${HOST}`)],
    REFUSED,
  ],
  ["a wildcard within", { permitted: [dns(HOST)] }, [dns(`*.${HOST}`)], "ok"],
  ["a wildcard that reaches out", { permitted: [dns(`a.${HOST}`)] }, [
    dns(`*.${HOST}`),
  ], REFUSED],
  [
    "a wildcard that reaches an excluded name",
    {
      excluded: [dns(`a.${HOST}`)],
    },
    [dns(`*.${HOST}`)],
    REFUSED,
  ],
  ["a wildcard one label short of it", { excluded: [dns(`b.a.${HOST}`)] }, [
    dns(`*.${HOST}`),
  ], "ok"],
  [
    "a name that is none",
    { excluded: [dns("a.example")] },
    [dns("a b")],
    REFUSED,
  ],
  [
    "an address as a DNS name",
    { permitted: [dns("")] },
    [dns("192.0.2.1")],
    REFUSED,
  ],
  ["a name of another kind", { permitted: [dns("a.example")] }, [
    ip("c0000201"),
  ], "ok"],
  ["a dot in front", { permitted: [dns(`.${HOST}`)] }, [dns(HOST)], NONE],
  ["a dot behind", { permitted: [dns(`${HOST}.`)] }, [dns(HOST)], NONE],
  [
    "a wildcard as a base",
    { permitted: [dns(`*.${HOST}`)] },
    [dns(HOST)],
    NONE,
  ],
  ["minimum 0, spelt out", { permitted: [dns(HOST)], rest: "800100" }, [
    dns(HOST),
  ], NONE],
  ["minimum 1", { permitted: [dns(HOST)], rest: "800101" }, [dns(HOST)], NONE],
  ["maximum 3", { permitted: [dns(HOST)], rest: "810103" }, [dns(HOST)], NONE],

  ["an address in the range", { permitted: [ip("c0000200ffffff00")] }, [
    ip("c00002fe"),
  ], "ok"],
  ["an address beside it", { permitted: [ip("c0000200ffffff00")] }, [
    ip("c0000301"),
  ], REFUSED],
  ["bits behind the mask", { permitted: [ip("c00002ffffffff00")] }, [
    ip("c0000201"),
  ], "ok"],
  [
    "an IPv6 address under an IPv4 range",
    {
      permitted: [ip("0000000000000000")],
    },
    [ip(`${"00".repeat(15)}01`)],
    REFUSED,
  ],
  [
    "an IPv4 address excluded as IPv6",
    {
      excluded: [
        ip(`${"00".repeat(10)}ffff00000000${"ff".repeat(12)}00000000`),
      ],
    },
    [ip("c0000201")],
    "ok",
  ],
  ["a mask with a hole", { permitted: [ip("c0000200ff00ff00")] }, [
    ip("c0000201"),
  ], NONE],
  ["an address without a mask", { permitted: [ip("c0000200")] }, [
    ip("c0000201"),
  ], NONE],

  ["a mailbox at the host", { permitted: [mail(HOST)] }, [
    mail(`Ann@${HOST.toUpperCase()}`),
  ], "ok"],
  ["a mailbox below the host", { permitted: [mail(HOST)] }, [
    mail(`ann@a.${HOST}`),
  ], REFUSED],
  ["a mailbox below the domain", { permitted: [mail(`.${HOST}`)] }, [
    mail(`ann@a.${HOST}`),
  ], "ok"],
  ["a mailbox at the domain itself", { permitted: [mail(`.${HOST}`)] }, [
    mail(`ann@${HOST}`),
  ], REFUSED],
  ["the one mailbox", { permitted: [mail(`ann@${HOST}`)] }, [
    mail(`ann@${HOST}`),
  ], "ok"],
  ["a mailbox in another case", { permitted: [mail(`ann@${HOST}`)] }, [
    mail(`Ann@${HOST}`),
  ], REFUSED],
  ["an excluded mailbox in quotes", { excluded: [mail(`ann@${HOST}`)] }, [
    mail(`"ann"@${HOST}`),
  ], REFUSED],
  ["no mailbox", { permitted: [mail(`@${HOST}`)] }, [dns(HOST)], NONE],

  ["a URI of the host", { permitted: [uri(HOST)] }, [
    uri(`https://ann@${HOST}:8443/a?b#c`),
  ], "ok"],
  ["a URI below the host", { permitted: [uri(HOST)] }, [
    uri(`https://a.${HOST}/`),
  ], REFUSED],
  ["a URI below the domain", { permitted: [uri(`.${HOST}`)] }, [
    uri(`https://a.${HOST}/`),
  ], "ok"],
  ["a URI whose user looks like the host", { permitted: [uri(HOST)] }, [
    uri(`https://${HOST}@a.example/`),
  ], REFUSED],
  ["a URI that browsers read otherwise", { permitted: [uri(HOST)] }, [
    uri(`https://a.example\\@${HOST}/`),
  ], REFUSED],
  ["a URI of an address", { excluded: [uri("a.example")] }, [
    uri("https://192.0.2.1/"),
  ], REFUSED],
  ["a URI without a host", { excluded: [uri("a.example")] }, [
    uri("urn:a:b"),
  ], REFUSED],

  ["a subject within", { permitted: [directory("leaf")] }, [dns(HOST)], "ok"],
  [
    "a subject beside it",
    { permitted: [directory("other")] },
    [dns(HOST)],
    REFUSED,
  ],
  [
    "a subject excluded in another spelling",
    {
      excluded: [directory("  LEAF ")],
    },
    [dns(HOST)],
    REFUSED,
  ],
  ["a directory name excluded", { excluded: [directory("a")] }, [
    directory("a"),
  ], REFUSED],

  [
    "a kind that can't be compared",
    { excluded: [OTHER_NAME] },
    [OTHER_NAME],
    REFUSED,
  ],
  [
    "the same, and no name of it",
    { excluded: [OTHER_NAME] },
    [dns(HOST)],
    "ok",
  ],
  ["the same, permitted", { permitted: [OTHER_NAME] }, [OTHER_NAME], REFUSED],
];

describe("a leaf under an authority's name constraints:", () => {
  for (const [what, constraint, leafNames, expected] of ROWS) {
    it(what, async () => {
      const verdict = await judgeForged({
        middle: { extensions: [AUTHORITY, constraints(constraint)] },
        leaf: { extensions: [extension(17, seq(...leafNames))] },
      }, { host: undefined });
      assert.equal(told(verdict), expected);
    });
  }

  it("a mail address in the subject counts", async () => {
    const middle = {
      extensions: [AUTHORITY, constraints({ permitted: [mail(HOST)] })],
    };
    for (
      const [value, expected] of [
        [text(0x16, `ann@${HOST}`), "ok"],
        [text(0x16, "ann@other.example"), REFUSED],
        [tlv(0x04, Buffer.from(`ann@${HOST}`)), REFUSED],
      ] as const
    ) {
      const subject = seq(tlv(0x31, seq(EMAIL, value)));
      assert.equal(
        told(await judgeForged({ middle, leaf: { subject } })),
        expected,
      );
    }
  });
});

describe("constraints reach", () => {
  const [upper, lower] = [signer(), signer()];
  const only = constraints({ permitted: [dns("example"), directory("a")] });

  /** Root, then `a` and a second `a`, or `b`, and a leaf. */
  async function below(
    second: string,
    secondName: string,
    leafSubject: string,
  ): Promise<string> {
    const { root } = forge({ root: { spki: upper.spki } });
    const first = certificate({
      ...authority("a", "root", upper, upper),
      extensions: [AUTHORITY, only],
    });
    const next = certificate({
      ...authority(second, "a", lower, upper),
      extensions: [AUTHORITY, extension(17, seq(dns(secondName)))],
    });
    const leaf = certificate({
      ...server(leafSubject, second, lower),
      subject: seq(
        tlv(0x31, seq(raw("0603550403"), text(0x0c, "a"))),
        tlv(0x31, seq(raw("0603550403"), text(0x0c, leafSubject))),
      ),
    });
    return told(
      await validateCertificatePath([leaf, next, first], {
        anchors: [root],
        host: HOST,
        time: NOW,
      }),
    );
  }

  it("past a self-issued certificate, which they don't bind", async () => {
    assert.equal(await below("a", "other.test", "leaf"), "ok");
  });

  it("any other between", async () => {
    assert.equal(await below("b", HOST, "leaf"), "name_not_permitted 1");
  });
});
