/** The flow files that `observed` of bulkhead.json names: read when a command compares them with the policy. */
import { join } from 'node:path';
import picomatch from 'picomatch';
import type { Finding } from '../language/checks/index.ts';
import type { Flows } from '../language/observe/index.ts';
import { CONFIGURATION_FILE, filesUnder, readText } from './policy-files.ts';
import type { Session } from './session.ts';

/** Extension of flow files; whatever else a glob matches is none. */
const EXTENSION = '.csv';

export interface Observed {
  /** Absent where no flow files are named or there. */
  readonly observed?: Flows;
  /** What is wrong with the files. */
  readonly findings: readonly Finding[];
}

const known = new WeakMap<Session, Promise<Observed>>();

/** What was observed of a session's policy; read once. Throws InputError where a file cannot be read. */
export function observedOf(session: Session): Promise<Observed> {
  const before = known.get(session) ?? read(session);
  known.set(session, before);
  return before;
}

async function read({ folder, configuration }: Session): Promise<Observed> {
  const globs = configuration.observed;
  if (globs.length === 0) return { findings: [] };
  const { readFlowFile } = await import('../language/observe/index.ts');
  const { flowFileFindings, noFlowFiles } = await import('../language/checks/observed/flow-files.ts');
  const isNamed = picomatch([...globs]);
  const paths = filesUnder(folder, EXTENSION).filter((path) => isNamed(path));
  const files = paths.map((path) => readFlowFile(path, readText(join(folder, path), path)));
  const findings = [...noFlowFiles(CONFIGURATION_FILE, globs, files.length), ...files.flatMap(flowFileFindings)];
  return { ...(files.length === 0 ? {} : { observed: { files } }), findings };
}
