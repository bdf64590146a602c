/** Zones that the examples of several checks begin with, as the formatter writes them. */

/** An operator's and an engineer's station above a cell with one PLC. */
export const CELL = `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
  asset HMI-1 : hmi                     at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}
`;

/** Above that a safety zone with a controller, and beside it its engineering station. */
export const SAFETY = `zone Supervisory {
  level 2
  kind control
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1   : hmi                     at 10.30.0.11
  asset SIS-ENG : engineering-workstation at 10.30.0.41
}

zone Safety {
  level 1
  kind safety
  sl-t 1
  network 10.42.0.0/24
  asset SIS-1 : safety-controller at 10.42.0.5
}

expect exposure of SIS-1 at most 2 assets
`;

/** Office, DMZ and supervision. */
export const DMZ = `zone Enterprise {
  level 4
  kind business
  network 10.10.0.0/24
  asset MES-1 : mes-server at 10.10.0.20
}

zone IDMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset HIST-DMZ : historian at 10.20.0.20
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HIST-1 : historian    at 10.30.0.20
  asset SCADA  : scada-server at 10.30.0.21
}
`;

/** The Internet, a DMZ with a proxy, and supervision; the DMZ may open to the Internet. */
export const INTERNET = `zone Internet {
  level 5
  kind external
  network rest
  asset CLOUD : cloud-service
}

zone DMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset PROXY : gateway at 10.20.0.20
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HIST-1 : historian at 10.30.0.20
}

conduit Edge {
  between DMZ and Internet
  sl-t 1
  allow PROXY -> CLOUD : https because "reports"
}
`;
