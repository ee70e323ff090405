import { conversations, drawnFrom, type Topic } from "../../model/draw.ts";
import { clientLine, serverLine } from "../../model/line.ts";
import { play, told } from "../../model/play.ts";
import { smaller } from "../../model/smaller.ts";
import { Conversation } from "../../model/step.ts";
import {
  type Case,
  type CaseFields,
  clientCase,
  serverCase,
} from "../../runner/case.ts";
import { property } from "../property.ts";

/** Whatever is said, the target does what the model of it foretells. */
export const sessionProperties: readonly Case[] = [
  ...sessions("any-session", { compression: false, commands: false }, {
    title: "Any session goes as the specification has it (a property)",
    aliases: ["any-conversation"],
    requirements: ["FRM-12", "PRO-2", "KUP-2", "KUP-3", "PNG-1", "END-2"],
    settings: "each",
    ciphers: "each",
  }),
  ...sessions(
    "any-compressed-session",
    { compression: true, commands: false },
    {
      title:
        "Any session with compression goes as the specification has it (a property)",
      aliases: ["any-compressed-conversation"],
      requirements: ["CMP-3", "CMP-4", "CMP-11", "KUP-2", "PNG-1"],
      compression: true,
    },
  ),
  ...sessions("any-commanded-session", { compression: true, commands: true }, {
    title:
      "Any session in which both ends act goes as the specification has it (a property)",
    requirements: ["KUP-9", "END-13", "END-1", "PNG-3", "KUP-3"],
    compression: true,
    needs: ["commands"],
    alone: false,
  }),
];

type Fields = Omit<CaseFields, "id" | "conversation">;

/** A property of servers, and of clients. */
function sessions(
  name: string,
  topic: Topic,
  { aliases = [], ...fields }: Fields,
): Case[] {
  const draw = conversations(topic);
  const law = { conversation: Conversation, draw, told, smaller };
  const named = (role: string) => ({
    ...fields,
    id: `channel/${role}-${name}`,
    aliases: aliases.map((alias) => `channel/${role}-${alias}`),
    conversation: Conversation,
  });
  return [
    serverCase({
      ...named("server"),
      run: (t) =>
        property(t, {
          ...law,
          heard: drawnFrom,
          play: async (drawn, patience) =>
            play(drawn, await serverLine(t, drawn, patience)),
        }),
    }),
    clientCase({
      ...named("client"),
      run: (t) =>
        property(t, {
          ...law,
          heard: drawnFrom,
          play: async (drawn, patience) =>
            play(drawn, await clientLine(t, drawn, patience)),
        }),
    }),
  ];
}
