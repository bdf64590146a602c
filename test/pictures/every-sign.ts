/** A policy in whose picture every sign of zones, assets, conduits and gates stands at least once. */
export const EVERY_SIGN = `policy "Every sign" { timezone "UTC" }
zone Internet { level 5 kind external asset crawler : server at 203.0.113.9 }
zone Office { level 4 kind business sl-t 1 network 10.1.0.0/24
  asset MES : server at 10.1.0.2 { monitored }
  asset MAIL : server at 10.1.0.3
}
zone Dmz "Industrial DMZ" { level 3.5 kind dmz sl-t 2 network 10.2.0.0/24
  asset MIRROR : historian at 10.2.0.2 { monitored }
  asset JUMP : jump-host at 10.2.0.3 also in Control at 10.3.0.9 { criticality high monitored }
}
zone Works "Works" {
  zone Control { level 2 kind control sl-t 2 network 10.3.0.0/24
    asset HMI : hmi at 10.3.0.2
    asset ENG : engineering-workstation at 10.3.0.3 { criticality high exposure "CVE-2022-38465" code-execution monitored }
  }
  zone Radio { level 2 kind wireless sl-t 1 network 10.4.0.0/24
    asset TABLET : laptop at 10.4.0.2 { portable wireless }
    asset AP : wireless-access-point at 10.4.0.1
  }
  zone Commissioning { level 2 kind temporary network 10.5.0.0/24 asset TOOL : laptop at 10.5.0.2 }
  zone Cell "Filling cell" { level 1 kind control sl-t { iac 2 uc 2 si 2 dc 1 rdf 2 tre 2 ra 2 } network 10.6.0.0/24
    microsegmented enforced by FW-1
    asset PLC : plc at 10.6.0.2 { criticality high exposure "CVE-2022-38465" code-execution }
    asset VALVE : actuator at 10.6.0.3
    allow plc -> actuator : modbus because "dosing"
  }
  zone Trips { level 1 kind safety sl-t 3 network 10.7.0.0/28 asset SIS : safety-controller at 10.7.0.2 }
}
schedule Maintenance { every tue, thu 08:00-12:00 }
conduit Web { between Internet and Office sl-t 1 allow MES -> Internet : https because "updates" }
conduit Reports { between Office and Dmz sl-t 2 encrypted allow MES <-> MIRROR : https because "reports" }
conduit Edge "Works to DMZ" { between Control and Dmz sl-t 2 allow HMI -> MIRROR : pi, https, ssh, ntp because "replication" }
conduit Supervision "Control to cell" { between Control and Cell sl-t 2
  allow HMI -> PLC : modbus, ethernet-ip because "operation"
  allow ENG -> PLC : s7comm during Maintenance because "programs"
  deny HMI -> VALVE : any because "through the PLC"
}
conduit Alarms { between Trips and Control one-way from Trips to Control sl-t 3 allow SIS -> HMI : syslog because "records" }
conduit Tablets { between Radio and Cell sl-t 1 allow TABLET -> PLC : https during Maintenance because "rounds" }
conduit Service { between Commissioning and Control }
access Tuning "Drive tuning" { vendor "ABB" allow JUMP -> ENG : rdp from 2031-03-04T08:00 until 2031-03-05 requires mfa approved by "J. Ortiz" ticket "CHG-1" }
access Commission "Bring-up" { vendor "Ross" allow TOOL -> ENG : ssh from 2031-04-01 until 2031-04-03 requires mfa approved by "J. Ortiz" ticket "CHG-2" }
firewall FW-0 "Edge" { interface "out" to Internet interface "office" to Office interface "dmz" to Dmz }
firewall FW-1 "Works" { interface "dmz" to Dmz interface "control" to Control interface "cell" to Cell interface "trips" to Trips interface "radio" to Radio interface "tools" to Commissioning }
`;
