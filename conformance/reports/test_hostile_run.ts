import { concat, uint } from "../tester/bytes.ts";
import { frame } from "../tester/frame.ts";
import { encodeServerHello } from "../tester/hello.ts";
import { Transcript } from "../tester/transcript.ts";
import type { ReportEvent } from "./event.ts";
import { reportEntries } from "./report_entries.ts";
import type { ReportedCase } from "./reported_case.ts";
import { caseOf, failedCase, runOf } from "./test_run.ts";

/** What a target may say, to be harmful where it is shown. */
export const HOSTILE =
  "</script><img src=x onerror=alert(1)>]]>&amp;\u0000\u001b[2J\ud800\ufffe::error::%0A`|#\r\n'\"\\";

/** A failure whose texts and bytes a hostile target has chosen. */
export function hostileCase(): ReportedCase {
  const transcript = new Transcript();
  const extension = {
    type: 0x5a5a,
    data: new TextEncoder().encode("</script><b>"),
  };
  const hello = encodeServerHello({
    version: 1,
    random: new Uint8Array(32),
    setting: 2,
    cipher: 1,
    compression: 0,
    maxFrame: 4_096,
    extensions: [extension, extension],
  });
  const sealed = frame(0x20, new Uint8Array(30).fill(0xcc));
  transcript.connect();
  transcript.add(">", "a frame of no type", Uint8Array.of(0x7f, 0, 0, 1, 9));
  transcript.add("<", HOSTILE, frame(2, hello));
  transcript.add("<", "{Ping}", sealed, concat(uint(0x11, 1), uint(7, 8)));
  transcript.add(".", `it printed ${HOSTILE}`);
  return failedCase({
    reason: `Expected an Alert, observed ${HOSTILE}`,
    observed: HOSTILE,
    hint: HOSTILE,
    transcript: reportEntries(transcript.entries),
  });
}

/** A run with that failure and one case of every other verdict. */
export function hostileRun(): ReportEvent[] {
  const one = (id: string, order: number, fields: Partial<ReportedCase>) =>
    caseOf({ id, order, ...fields });
  const row = { row: "open/aes", durationMs: 1 };
  return runOf([
    one("keys/known", 9, {
      verdict: "expected-fail",
      rows: [{ ...row, verdict: "expected-fail", reason: `bug # ${HOSTILE}` }],
    }),
    hostileCase(),
    one("identity/dark", 12, {
      role: "client",
      verdict: "inconclusive",
      rows: [{ ...row, verdict: "inconclusive", reason: HOSTILE }],
    }),
    one("frames/quiet", 0, {}),
    one("channel/absent", 20, {
      verdict: "not-applicable",
      rows: [{ verdict: "not-applicable", reason: HOSTILE, durationMs: 0 }],
    }),
    one("channel/better", 21, {
      verdict: "unexpected-pass",
      rows: [{
        ...row,
        verdict: "unexpected-pass",
        reason: "declared to fail",
      }],
    }),
  ]);
}
