import assert from "node:assert/strict";
import { it } from "node:test";
import { AlertCode } from "../schema/registries.ts";
import { alertFor, CERTIFICATE_REASONS } from "./reasons.ts";

it("every reason has an alert of those for identities", () => {
  assert.ok(CERTIFICATE_REASONS.length > 20);
  for (const reason of CERTIFICATE_REASONS) {
    const code = AlertCode[alertFor(reason)];
    assert.ok(code >= 0x20 && code <= 0x29, reason);
  }
});
