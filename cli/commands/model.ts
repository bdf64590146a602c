/** `bulkhead model`: the resolved policy as JSON. */
import type { Command } from 'commander';
import { finishWithMeaning } from '../meaning.ts';
import { modelJson } from '../model-json.ts';
import { type CommonOptions, policyCommand, withExamples } from '../options.ts';
import { deliver, jsonText } from '../output.ts';
import { openSession } from '../session.ts';

export function modelCommand(): Command {
  const command = policyCommand(
    'model',
    'Print the resolved policy: zones, assets, services, conduits, rules, firewalls.',
    ['json'],
  );
  return withExamples(command, [
    ['bulkhead model -o model.json', 'the policy of this folder, for other tools'],
    ["bulkhead model | jq '.assets[].id'", 'the id of every asset'],
  ]).action(async (options: CommonOptions) => {
    const session = await openSession(undefined, options);
    deliver(jsonText(modelJson(session.policy)), options.output);
    finishWithMeaning(session);
  });
}
