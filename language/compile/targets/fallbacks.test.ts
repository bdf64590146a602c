/** What a file says of itself where a fallback made it wider than the policy: whoever gets it alone must know. */
import { describe, expect, it } from 'vitest';
import { compilePolicy, TARGETS } from '../index.ts';
import { load } from '../testing/device-policies.ts';

const NOW = Date.UTC(2031, 2, 5, 12);
const TWO = `
zone A { network 10.0.0.0/16  asset a : server at 10.0.0.1 }
zone B { network 10.1.0.0/16  asset b : plc at 10.1.0.1  asset c : plc at 10.1.0.2 }
firewall FW { interface "e0" to A  interface "e1" to B }`;

/** Comments of the outputs that say that something is wider, and the ids that they name. */
async function wider(rules: string, target: string, fallbacks: readonly string[]) {
  const policy = await load({ 'p.seg': `${TWO}\nconduit C { between A and B  ${rules} }` });
  const { outputs } = compilePolicy(policy, { now: NOW, target, version: '1', fallbacks });
  const said = outputs.flatMap((o) => o.text.split('\n')).filter((l) => l.includes('Wider than the policy, as chosen'));
  return { said, ids: [...(outputs[0]?.ids ?? [])] };
}

const having = (fallback: string): string[] =>
  [...TARGETS.values()].filter((t) => t.fallbacks.some((f) => f.name === fallback)).map((t) => t.name);

describe.each(having('one-way-replies'))('the %s output with one-way-replies', (target) => {
  it('names the one-way rules whose answers pass', async () => {
    const rules = 'one-way from A to B  allow a -> b : tcp 502';
    const { said, ids } = await wider(rules, target, ['one-way-replies']);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`(one-way-replies): what answers the one-way rules ${ids[0]} passes.`);
  });

  it('says nothing where no rule is one-way', async () => {
    expect((await wider('allow a -> b : tcp 502', target, ['one-way-replies'])).said).toEqual([]);
  });
});

describe.each([
  ['cisco-ios', 'udp 53'],
  ['cisco-asa', 'ip 47'],
])('the %s output with stateless-replies', (target, service) => {
  it('names the rules whose answers are told by their looks, and no others', async () => {
    const { said, ids } = await wider(`allow a -> b : tcp 502  allow a -> c : ${service}`, target, [
      'stateless-replies',
    ]);
    expect(said).toHaveLength(1);
    expect(ids).toHaveLength(2);
    expect(said[0]).toContain('(stateless-replies): what looks like an answer to the rules');
    expect(ids.filter((id) => said[0]?.includes(id))).toHaveLength(1);
    expect((await wider('allow a -> b : tcp 502', target, ['stateless-replies'])).said).toEqual([]);
    expect((await wider(`allow a -> b : tcp 502, ${service}`, target, [])).said).toEqual([]);
  });
});

it('names every rule, however many there are', async () => {
  const many = Array.from({ length: 400 }, (_, i) => `allow a -> b : udp ${1000 + 2 * i}`).join('\n');
  const { said, ids } = await wider(many, 'cisco-ios', ['stateless-replies']);
  expect(ids).toHaveLength(400);
  expect(ids.filter((id) => !said.some((l) => l.includes(id)))).toEqual([]);
  const timed = await load({
    'p.seg': `schedule S { every day 08:00-09:00 }\n${TWO}\nconduit C { between A and B  ${many.replaceAll(/$/gm, ' during S')} }`,
  });
  const [closed] = compilePolicy(timed, {
    now: NOW,
    target: 'opnsense',
    version: '1',
    fallbacks: ['timed-closed'],
  }).outputs;
  const left = closed?.text.split('\n').filter((l) => l.includes('Left out, since they have times')) ?? [];
  expect(closed?.ids.filter((id) => !left.some((l) => l.includes(id)))).toEqual([]);
});
