/** What the kernel does at the edges: forged sources, ends of permissions, errors, and traffic to the firewall itself. */
import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../language/compile/index.ts';
import { loadPolicy } from '../../language/pipeline.ts';
import { FirewallLab, type LabProbe } from './lab.ts';
import { obstacle } from './namespaces.ts';
import { shifted } from './shift.ts';

const why = obstacle();

const POLICY = `
zone Office { network 10.1.0.0/24  asset pc : workstation at 10.1.0.10  asset admin : workstation at 10.1.0.11 }
zone Plant  { network 10.3.0.0/24  asset plc-1 : plc at 10.3.0.10 }
zone Safety { network 10.5.0.0/24  asset sis : safety-controller at 10.5.0.5 }
conduit Control {
  between Office and Plant
  allow pc -> plc-1 : modbus because "control"
  allow pc -> plc-1 : tcp 5000 until 2031-03-05 because "start-up"
  allow pc -> plc-1 : udp 5000 until 2031-03-05 because "start-up"
  allow pc -> plc-1 : udp 6000 because "a stream that stays"
}
conduit Alarms {
  between Safety and Office
  one-way from Safety to Office
  allow sis -> pc : udp 514 because "through a diode"
}
conduit Administration {
  between Office and Plant
  allow admin -> FW : ssh because "administration"
}
firewall FW {
  interface "office0" to Office at 10.1.0.1
  interface "plant0" to Plant at 10.3.0.1
  interface "safety0" to Safety at 10.5.0.1
}
`;
/** The end of the start-up. */
const END = Date.parse('2031-03-06T00:00Z');

const PLACES = new Map([
  ['10.1.0.10', 'office0'],
  ['10.1.0.11', 'office0'],
  ['10.3.0.10', 'plant0'],
  ['10.5.0.5', 'safety0'],
]);

const control = { from: 'office0', to: 'plant0', source: '10.1.0.10', target: '10.3.0.10' } as const;

type Target = 'nftables' | 'iptables';

async function withFirewall(
  target: Target,
  tag: string,
  instant: number,
  work: (lab: FirewallLab, load: () => void) => Promise<void>,
): Promise<void> {
  const { policy, findings } = await loadPolicy([{ path: 'p.seg', text: POLICY }]);
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  const { outputs, errors } = compilePolicy(policy, { now: instant, target, version: '0' });
  expect(errors).toEqual([]);
  const lab = new FirewallLab(`${target[0]}-${tag}`, ['office0', 'plant0', 'safety0']);
  try {
    for (const address of ['10.1.0.1', '10.3.0.1', '10.5.0.1']) lab.ownAddress(`${address}/32`);
    const load = () =>
      lab.load(
        outputs.map((o) => ({
          ...(o.part === undefined ? {} : { part: o.part as 'v4' | 'v6' }),
          text: shifted(o.text, instant),
        })),
      );
    load();
    lab.place(PLACES);
    await work(lab, load);
  } finally {
    await lab.close();
  }
}

describe.skipIf(why !== undefined && !process.env.CI).each(['nftables', 'iptables'] as const)(
  `%s at its edges${why === undefined ? '' : ` (${why})`}`,
  (target) => {
    it('drops a permitted source that comes in by the wrong interface', async () => {
      await withFirewall(target, 'spoof', END - 3_600_000, async (lab) => {
        const probe: LabProbe = { ...control, proto: 'tcp', port: 502, awaited: true };
        expect(await lab.run([probe])).toMatchObject([{ arrived: true, replied: true }]);
        lab.place(new Map([...PLACES, ['10.1.0.10', 'safety0']]));
        expect(await lab.run([{ ...probe, from: 'safety0', awaited: false }])).toMatchObject([
          { arrived: false, returned: false },
        ]);
      });
    });

    it('ends the answers of standing connections when their permission ends, and no others', async () => {
      await withFirewall(target, 'expiry', END - 4000, async (lab, load) => {
        const standing = (proto: 'tcp' | 'udp', port: number): LabProbe => ({ ...control, proto, port, awaited: true });
        const probes = [standing('tcp', 5000), standing('udp', 5000), standing('udp', 6000)];
        // Whatever has to be started is started before the last four seconds begin.
        await lab.run(probes);
        load();
        const [tcp, udp, staying] = await Promise.all(probes.map((p) => lab.stream(p, 7000)));
        for (const ending of [tcp, udp]) {
          expect(ending?.count).toBeGreaterThan(5);
          expect(ending?.last).toBeLessThan(4500);
        }
        expect(staying?.last).toBeGreaterThan(5500);
      });
    });

    it('passes an ICMP error about a permitted connection, and none about one that is one-way', async () => {
      await withFirewall(target, 'errors', END - 3_600_000, async (lab) => {
        const outcomes = await lab.run([
          { ...control, proto: 'udp', port: 6000, closed: true },
          {
            from: 'safety0',
            to: 'office0',
            source: '10.5.0.5',
            target: '10.1.0.10',
            proto: 'udp',
            port: 514,
            closed: true,
          },
        ]);
        expect(outcomes).toMatchObject([
          { arrived: true, refused: true },
          { arrived: true, refused: false, returned: false },
        ]);
      });
    });

    it('lets to the firewall itself only what a rule permits to it', async () => {
      await withFirewall(target, 'input', END - 3_600_000, async (lab) => {
        // Nothing listens on the firewall: a refusal shows that the packet was let in.
        const to = { from: 'office0', to: 'office0', target: '10.3.0.1', proto: 'tcp', closed: true } as const;
        const outcomes = await lab.run([
          { ...to, source: '10.1.0.11', port: 22 },
          { ...to, source: '10.1.0.11', port: 23 },
          { ...to, source: '10.1.0.10', port: 22 },
        ]);
        expect(outcomes.map((o) => o.refused)).toEqual([true, false, false]);
      });
    });
  },
);
