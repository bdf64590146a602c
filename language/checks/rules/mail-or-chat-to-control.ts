/** Check `mail-or-chat-to-control`: mail to or from a control zone. */
import type { Check } from '../check.ts';
import { isControl } from '../levels.ts';
import { label } from '../words.ts';

export const mailOrChatToControl: Check = {
  name: 'mail-or-chat-to-control',
  family: 'rules',
  severity: 'error',
  documentation: {
    summary: 'A mail service leads into a control zone or out of it.',
    why: `Mail is the way by which most attacks enter a company; a controller or an operator station that sends or receives it is one click away from all of
them. Alarms that have to be mailed go out over a server in the DMZ. Control zones are those of level 2 and below, and safety zones.`,
    avoid: `zone Office {
  level 3
  sl-t 1
  network 10.10.0.0/24
  asset PC-1 : syslog-server at 10.10.0.20 { serves smtp }
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Alarms {
  between Office and Cell
  sl-t 1
  allow PLC-1 -> PC-1 : smtp because "alarms by mail"
}
`,
    prefer: `zone Office {
  level 3
  sl-t 1
  network 10.10.0.0/24
  asset PC-1 : syslog-server at 10.10.0.20 { serves smtp }
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Alarms {
  between Office and Cell
  sl-t 1
  allow PLC-1 -> PC-1 : syslog because "alarms"
}
`,
    fixes: [],
    basis: 'IEC 62443-3-3 SR 5.3',
  },
  *run(context) {
    const { policy, analyses } = context;
    for (const rule of policy.rules) {
      if (rule.action !== 'allow' || rule.broken) continue;
      for (const term of rule.services) {
        const service = term.service === undefined ? undefined : policy.services[term.service];
        if (service?.category !== 'mail') continue;
        const zones = [rule.sources, rule.targets].flatMap((l) =>
          analyses.units(l, rule).flatMap((u) => policy.zones[u.zone] ?? []),
        );
        const control = zones.find((z) => isControl(context, z));
        if (control === undefined) continue;
        yield {
          message: `Mail (${term.text}) leads into or out of control zone ${label(policy, control)}. Let alarms be mailed by a server in the DMZ, and take the service out of this rule.`,
          place: term.place,
          related: [{ place: control.namePlace, message: `Zone ${label(policy, control)} is a control zone.` }],
        };
      }
    }
  },
};
