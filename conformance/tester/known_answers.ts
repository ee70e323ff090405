import type { Direction } from "./schedule.ts";

/** A known answer of the key schedule, bytes in hex. */
export interface KnownAnswer {
  readonly name: string;
  readonly cipher: number;
  readonly first: Direction;
  readonly frames: readonly string[];
  readonly ikm: string;
  readonly expected: Readonly<Record<string, string | readonly string[]>>;
  readonly sealed: {
    readonly server: string;
    readonly client: string;
    readonly data: string;
  };
}

/**
 * Computed by a program that shares nothing with this project. The bodies of
 * ServerKey and ClientKeyExchange are placeholders of four bytes.
 */
export const KNOWN_ANSWERS: readonly KnownAnswer[] = [
  {
    name: "proprietary 0x0101",
    cipher: 0x0101,
    first: "server",
    frames: [
      "0100003d020001000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f01010201010201000100000c666573612e6578616d706c650000",
      "0200002b0001202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f010101010100000000",
    ],
    ikm: "d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0",
    expected: {
      th1: "80a04d38b90acd029ed91fad185868fd03e16a269dddf1b8ed0ebd8fa540c000",
      master:
        "3f99cf6a23ef7328870fcc2df8ca5b3794f95efe4353757402e3628cf0842863",
      client: [
        "9528348838c66eac90bc0ba09436e7d641210d93990067f2ee698432a002c27d",
        "14d162ceaf0c4c69efa1a16f93bd710d804efc73350d86ba1c7775f9b7627419",
        "f128b6fdbe93912cfda5123b",
      ],
      server: [
        "961ccbe9d28f23253f29cf63c43913eb6980c1d7f4640eef999dea3fdd16e39a",
        "9c8f57837e3638c4bfca042ecf1bac45a721afac8bb0afe4df9b137098b180c2",
        "125d6ca612122a270c82be9c",
      ],
      verify1:
        "bb1faa91e5a8c81bbcb2c4d7520c1301a73eeb5b740f032d3fd977e61426c08d",
      th2: "e8ffef5208d0c3374b73e338b0aea64c095aaf24623051e98a63a442fe526fc6",
      verify2:
        "563d7f210f989f19fbb5df749d73313f9f6d04b1ca8761498c9b1b7f46c6f13c",
      th3: "b5659616574bb56d973bdd3fe9409e8518935d221eb8fb9db4a8b30e6b1f64db",
      binding:
        "660b44210edf968ffa504e557b1e9e7d311ed710fe18099772176153a97ef178",
      clientSecret1:
        "2850cef8d828a566fc77bbab3c178265f1e3bc74ced756d3c37a782280aa93a8",
    },
    sealed: {
      server:
        "20000031157c24c2d3c1af344a475ba0f0be1d9d7b38ddf90ec0b293f90ebf7f2b36c4dceaa7e4c3a543845b50765a8a5d0ff0310f",
      client:
        "2000003151baa87005279de2c0ed4a658d473f22b6c7c2fb9ef0b032c72d9baaef4dd4fc52329ad4a5909aad1d29c95fe3ece73992",
      data: "200000158c596b3ec26cce9e1adc7c4c2ec138453acd275682",
    },
  },
  {
    name: "open 0x0001",
    cipher: 0x0001,
    first: "client",
    frames: [
      "0100003e020001000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0102040001000201000100000c666573612e6578616d706c650000",
      "0200002b0001202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f020001000100000000",
      "0300000453504b49",
      "0500000452534121",
    ],
    ikm:
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
    expected: {
      th1: "f0dcd9e2175bbdf50a6c7767bcc27e015c775fb4816a1e7a30d1507205867eed",
      master:
        "66c14cdf74cb6000503b52255ec5f6d58120c432a557ebb3e501b35d20878745",
      client: [
        "696cc8e3ecfd60d433c49205cc988e78e56576e3455d2a858b5e7ffc7fc3ece6",
        "5c3d0033f3f625a89a00fc7b77854a154c83c6db0899e857fcc253b649b6aa10",
        "6568c5726280677cf45c79fd",
      ],
      server: [
        "106421dde0f2be17a5a915f00fe01a5dbb89b4689b0a9ed5a836d1f30767ebb0",
        "6343c23325fe13c127c18d461746744daac9b1f3e71d4b7c65acf2257d6a7c25",
        "8382b4d9967f4e22514292e6",
      ],
      verify1:
        "bfac41aaa7ac064e4f265bcd87e86a1fc9ab7a62f38823fabc605645e4592f49",
      th2: "4961b13a740b1022f9b3ba2367161139868ff2961ec58be9ea9584bd6e52eeb4",
      verify2:
        "2ef50c82e81cad59d586c69b559c219803c8933a94ac4748042c810c18d56586",
      th3: "9270387cfbb44e4c9bdf3dcdcb8d6f22fa2c1dce4372914d10164287ab9142c7",
      binding:
        "9030d8d3caf8d574a11e20c71abf34d6f1216f96e07978fefd03fea10f9db1c8",
      clientSecret1:
        "e9882d7e631d6d06a2b552efa353f930658eb49574702fa1e8b90d80f82d9216",
    },
    sealed: {
      server:
        "20000031e8c7d5c3978047892a51018892ec100b6355b3c7c06e3326fd3524f1b5e34e860f9f5c8ea29a54570d2013508041e507e1",
      client:
        "200000319e4d80342433da0fd81d115bfe4f95eb7eeea6c1dc6bce27401c091207cbddc9e0eb4e57f21491229ca8fb0f745090a12a",
      data: "20000015a871edd4ed88c11e655db39d41b15a31491b5f4f1e",
    },
  },
  {
    name: "open 0x0002",
    cipher: 0x0002,
    first: "client",
    frames: [
      "0100003e020001000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0102040001000201000100000c666573612e6578616d706c650000",
      "0200002b0001202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f020002000100000000",
      "0300000453504b49",
      "0500000452534121",
    ],
    ikm:
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
    expected: {
      th1: "aa0c7f2c26fda6916791d9bc7e5848f44ca38e040e769218e8e2056c15660728",
      master:
        "66c14cdf74cb6000503b52255ec5f6d58120c432a557ebb3e501b35d20878745",
      client: [
        "4ab8a77a335779dc72b35bb147092acc9b2846ce582609ae66b419b60a766948",
        "0fc8dbd7eaed2b53033ab914081c90e6414a5c036b32bec8",
        "9968ba72373f97a33f27ffd39d7aab9a8697cda6253c49d6995ae95484d54c28",
      ],
      server: [
        "56af9c9c25faa382b2f7e4ca483da34400bcb51dc0d9e751f85778d679238716",
        "9537816ad703041d64d2784f1f6450865bd5dc9829744fe0",
        "f5cf6ab793a4585deea0ec8c9b53e449dd56c889cb862e69783c3b847bbae287",
      ],
      verify1:
        "19eead7debb01e78592b0991ff21b92ddf7e3da6ea1d9573fa77470bcc3aaa5d",
      th2: "49321f2f7d299ecd23222ba95894502bec5894ed0d902d6edea59649b7749ea5",
      verify2:
        "2f216f585500acbf56ce85d5dbda742d684b073e2776c7432b2eff8f23fd0674",
      th3: "a5b24b774ac4e8e256dada5a13d85b14f359f790d20484be095b8197cfd0d47b",
      binding:
        "4171201b370e779398a24bb556ca9e8d899f3cc2738c1ae588272a763e39b0d5",
      clientSecret1:
        "4b36fa9375668439b8486e44b3bdcd5ad1c4dd95890ad460a527ccd2bbf26625",
    },
    sealed: {
      server:
        "2000005000010203040506073100ac0b8142b8325c207132732307339e40e79a2458550b5ba94f20e7a36a9d75273303a5c0d2370f3dad014a2d27a26acf10f12a2502baf78ce0e700f6c5c368665c3d0e76d6dc",
      client:
        "200000500001020304050607738d3996a71a1d88162e3230f56d503772bd95961ba2ab8c4ebac9cbbfa800037f7e258f565fc31b814bb5e347e358694955872c1ba0da55b22015f8dd694e29e01d6e3d31210ee9",
      data:
        "2000003008090a0b0c0d0e0fa00ccbfad97a052b041d32afe017f3f5bf2aeadff19795e846dd51af2719170ce2cb222f8fa8e054",
    },
  },
];
