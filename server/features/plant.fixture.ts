/** A small plant for the tests of features. */

export const ZONES = `policy "Mill" { timezone "UTC" blast-radius at most 3 assets }
/** Where people look. */
zone Supervisory "Supervision" {
  level 2
  sl-t 2
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
  asset HMI-2 : hmi at 10.30.0.12 { tags "spare" }
}
zone Kiln "Kiln cell" {
  level 1
  sl-t { iac 2 uc 2 si 2 dc 1 rdf 2 tre 2 ra 2 }
  network 10.41.0.0/24
  asset PLC-301 : plc at 10.41.0.10 { criticality high }
  asset 101-PT-22 : sensor at 10.41.0.11
}
zone Office {
  level 4
  kind business
  network 10.50.0.0/24
  asset MES-1 : server at 10.50.0.5
}
`;

export const CONDUITS = `conduit Supervision "HMI to kiln" {
  between Supervisory and Kiln
  allow hmi -> plc : modbus during Maintenance because "operator control"
  deny HMI-2 -> PLC-301 : any because "view only"
}
schedule Maintenance { every tue, thu 08:00-12:00 }
firewall FW-3 {
  platform nftables
  interface "port1" to Supervisory
  interface "port2" to Kiln
}
`;

export const PLANT = { 'zones.seg': ZONES, 'conduits.seg': CONDUITS };
