import { runSink } from "./sink.ts";

await runSink();
