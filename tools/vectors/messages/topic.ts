import { messageReplay } from "../replay/replay_refusals.ts";
import { type Topic, topic } from "../topic.ts";
import { MessageVector } from "./format.ts";
import { generateMessages } from "./generate.ts";
import { verifyMessage } from "./verify.ts";

/** The layouts of all messages: spec/messages.md. */
export const messages: Topic = topic({
  name: "messages",
  layer: "messages",
  summary: "every message: valid bodies, and each field's each fault of shape",
  minimum: 175,
  about:
    "The shape of every message. `valid`: a body and its value; what the " +
    "value means is judged after, so a valid body may still be refused. " +
    "`invalid`: a body with one fault of shape. A body that stands in a clear " +
    "frame and is over its limit is refused by its header. Alert is taken as " +
    "the content of a Protected frame.",
  flags: {
    Truncated: {
      bugClass: "A field is read past the end of its message or list",
      effect: "Memory that is not the message's is read, or a crash",
    },
    WrongLength: {
      bugClass: "A length outside its field's bounds is taken",
      effect: "What follows is read as something it is not",
    },
    UnknownValue: {
      bugClass: "A number of a closed registry is not checked",
      effect: "A message without a meaning is acted on",
    },
    Duplicate: {
      bugClass: "A list is not searched for equal elements",
      effect: "Two ends take the first and the last, and disagree",
    },
    WrongCount: {
      bugClass: "The number of elements is not checked",
      effect: "An empty offer, or work without a bound",
    },
    Trailing: {
      bugClass: "Bytes after the end are ignored",
      effect: "One message has several spellings, and carries data unseen",
    },
    OverLimit: {
      bugClass: "A body longer than its frame allows is read",
      effect: "Memory without a bound for a peer that is not known yet",
    },
  },
  vector: MessageVector,
  generate: generateMessages,
  verify: verifyMessage,
  // Cuts of one message at each byte count once.
  differsIn: ({ id }) => id.replace(/\/.*\/cut-.*$/, "/cut"),
  replay: messageReplay,
});
