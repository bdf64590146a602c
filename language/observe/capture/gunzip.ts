/** Takes the bytes of a file that may be gzipped, and passes them on unpacked; what is broken or cut off counts up to there. */
import { Gunzip } from 'fflate';
import type { ByteSink, SourceReport } from './index.ts';

export const CUT_OFF = 'Its gzip is cut off or broken: what was before it counts.';

/** Whether a file that begins so is gzipped. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** A sink of gzipped bytes before one of plain bytes. */
export function gunzipped(inner: ByteSink): ByteSink {
  let isBroken = false;
  let isWhole = false;
  const gunzip = new Gunzip((chunk, final) => {
    if (chunk.length > 0) inner.push(chunk);
    isWhole ||= final;
  });
  const feed = (chunk: Uint8Array, final: boolean): void => {
    if (isBroken) return;
    try {
      gunzip.push(chunk, final);
    } catch {
      isBroken = true;
    }
  };
  return {
    push: (chunk) => feed(chunk, false),
    end: (): SourceReport => {
      feed(new Uint8Array(0), true);
      const report = inner.end();
      return isBroken || !isWhole ? { ...report, warnings: [...report.warnings, CUT_OFF] } : report;
    },
  };
}
