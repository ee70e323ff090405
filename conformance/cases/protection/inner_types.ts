import { concat, uint } from "../../tester/bytes.ts";
import { frameName } from "../../tester/frame.ts";
import { COMPRESSED_BIT, FrameType } from "../../tester/registry.ts";
import { bothRoles } from "../both_roles.ts";

/** What may not stand inside a Protected frame, once Established. */
export const innerTypes = [
  ...[
    FrameType.ClientHello,
    FrameType.ServerHello,
    FrameType.ServerKey,
    FrameType.ServerCertificate,
    FrameType.ClientKeyExchange,
    FrameType.Protected,
    0x00,
    0x14,
    0x7f,
  ].flatMap((type) =>
    bothRoles({
      layer: "protection",
      name: `inner-${type.toString(16).padStart(2, "0")}`,
      title: `An inner ${frameName(type)} is not allowed`,
      requirements: ["PRO-12"],
      async run(t, peer) {
        peer.send(type, t.random(4));
        await peer.expectAlert("unexpected_frame", "PRO-12");
      },
    })
  ),
  ...bothRoles({
    layer: "protection",
    name: "second-finished",
    title: "A second Finished is not allowed",
    requirements: ["FIN-9"],
    settings: "each",
    async run(_, peer) {
      peer.send(FrameType.Finished, peer.verify);
      await peer.expectAlert("unexpected_frame", "FIN-9");
    },
  }),
  ...[FrameType.Data, FrameType.Ping].flatMap((type) =>
    bothRoles({
      layer: "protection",
      name: `${frameName(type).toLowerCase()}-bit-7-not-agreed`,
      title: `A compressed ${frameName(type)} without compression agreed`,
      requirements: ["CMP-2"],
      settings: "each",
      async run(t, peer) {
        peer.send(type, t.random(20), { compress: true });
        await peer.expectAlert("unexpected_frame", "CMP-2");
      },
    })
  ),
  ...[FrameType.KeyUpdate, FrameType.Alert, FrameType.Finished].flatMap((
    type,
  ) =>
    bothRoles({
      layer: "protection",
      name: `${frameName(type).toLowerCase()}-bit-7`,
      title: `Bit 7 on ${frameName(type)} is not allowed, compression or not`,
      requirements: ["CMP-2"],
      compression: true,
      async run(_, peer) {
        peer.send(type | COMPRESSED_BIT, uint(0, 1));
        await peer.expectAlert("unexpected_frame", "CMP-2");
      },
    })
  ),
  ...[
    ["keyupdate-empty", FrameType.KeyUpdate, 0],
    ["keyupdate-two-bytes", FrameType.KeyUpdate, 2],
    ["alert-empty", FrameType.Alert, 0],
    ["alert-two-bytes", FrameType.Alert, 2],
  ].flatMap(([name, type, size]) =>
    bothRoles({
      layer: "protection",
      name: `inner-${name}`,
      title: `An inner ${
        frameName(Number(type))
      } of ${size} bytes is malformed`,
      requirements: ["FRM-14"],
      async run(_, peer) {
        peer.send(Number(type), new Uint8Array(Number(size)));
        await peer.expectAlert("malformed", "FRM-14");
      },
    })
  ),
  ...bothRoles({
    layer: "protection",
    name: "clear-after-keys",
    title: "A clear frame after Established is not allowed, an Alert neither",
    requirements: ["END-8"],
    settings: "each",
    async run(_, peer) {
      peer.sendFrame(FrameType.Alert, uint(0, 1), "clear Alert close");
      await peer.expectAlert("unexpected_frame", "END-8");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "clear-data",
    title: "Data in clear is not allowed",
    requirements: ["FRM-4", "NEG-19"],
    async run(t, peer) {
      peer.sendFrame(FrameType.Data, concat(t.random(8)), "Data in clear");
      await peer.expectAlert("unexpected_frame", "FRM-4");
    },
  }),
];
