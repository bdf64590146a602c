/** The signs' strokes: drawn for this product on a grid of 16, without fill, so that they take the colour of what they stand on. */
import type { AssetIcon, DiagramKind } from '../graph.ts';

export const ASSET_PATHS: Readonly<Record<AssetIcon, string>> = {
  plc: 'M2 3.5h12v9H2z M6 3.5v9 M10 3.5v9 M3.6 6h.8 M7.6 6h.8 M11.6 6h.8 M3.6 8.5h.8 M7.6 8.5h.8',
  'safety-controller': 'M8 1.8l5.2 1.9v4c0 3-2.1 5.3-5.2 6.5-3.1-1.2-5.2-3.5-5.2-6.5v-4z M8.7 4.6L6.2 8.3h3.5L7.2 11.6',
  hmi: 'M2 2.8h12v8.4H2z M8 11.2v2.3 M5.2 13.5h5.6 M4.2 8.6l2.2-2.8 1.9 1.7 3.3-2.7',
  engineering: 'M2 2.8h12v8.4H2z M8 11.2v2.3 M5.2 13.5h5.6 M6.3 5.3L4.6 7l1.7 1.7 M9.7 5.3L11.4 7 9.7 8.7',
  server: 'M2.5 2.5h11v4.6h-11z M2.5 8.9h11v4.6h-11z M4.8 4.8h.8 M4.8 11.2h.8 M9 4.8h2.4 M9 11.2h2.4',
  historian:
    'M3 4c0-1 2.2-1.7 5-1.7s5 .7 5 1.7v8c0 1-2.2 1.7-5 1.7s-5-.7-5-1.7z M3 4c0 1 2.2 1.7 5 1.7s5-.7 5-1.7 M5 10.2l2-1.8 1.6 1.2 2.4-2.2',
  'jump-host': 'M8 6.5v7.5 M2.5 9.5c.6-4 3-6 5.5-6s4.6 1.8 5.2 5 M11 7.3l2.3 1.8 1.3-2.6 M5.5 14h5',
  sensor: 'M8 1.8a4.6 4.6 0 1 0 .01 0z M8 6.4l2-2 M8 11v3.2 M5 14.2h6',
  actuator: 'M2.5 6v6l11-6v6z M8 9V4 M5.5 4h5',
  drive: 'M2.5 2.5h11v11h-11z M4.6 8c.9-3.4 2.3-3.4 3.4 0s2.5 3.4 3.4 0',
  robot: 'M3 14h6 M6 14v-3.5 M6 10.5L4.2 6 9 3.2l3 2.4 M12 5.6l1.8-.6 M12 5.6l.4 1.9 M4.2 6h.1 M9 3.2h.1',
  'remote-io': 'M2.5 3h11v10h-11z M2.5 6.4h11 M5 4.7h.1 M8 4.7h.1 M11 4.7h.1 M5 13v1.6 M8 13v1.6 M11 13v1.6 M5 9.7h6',
  meter: 'M2.2 11.5a5.8 5.8 0 1 1 11.6 0z M8 11.2l2.6-3.9 M4.6 9.3h.1 M11.4 9.3h.1 M8 7.4h.1',
  gateway: 'M5 5h6v6H5z M1.5 8H5 M11 8h3.5 M8 1.5V5 M8 11v3.5 M7 8h2',
  diode: 'M1.5 8h3.2 M4.7 3.8L11 8l-6.3 4.2z M11.3 3.8v8.4 M11.3 8h3.2',
  switch: 'M2 4.5h12v7H2z M4.5 7h5.5 M8.6 5.7L10 7 8.6 8.3 M11.5 9.3H6.4',
  router:
    'M8 1.8a6.2 6.2 0 1 0 .01 0z M8 4v3 M6.8 5.2L8 4l1.2 1.2 M8 12V9 M6.8 10.8L8 12l1.2-1.2 M4 8h2.6 M5.4 6.9L6.6 8 5.4 9.1 M12 8H9.4 M10.6 6.9L9.4 8l1.2 1.1',
  'access-point': 'M8 9v5 M5.5 14h5 M5.7 7.2a3.2 3.2 0 0 1 4.6 0 M3.6 5.1a6.2 6.2 0 0 1 8.8 0',
  workstation: 'M2 2.8h12v8.4H2z M8 11.2v2.3 M5.2 13.5h5.6',
  laptop: 'M3.4 3.2h9.2v7H3.4z M1.6 12.6h12.8 M3.4 10.2l-1.8 2.4 M12.6 10.2l1.8 2.4',
  camera: 'M1.8 4.8h8.6v6.4H1.8z M10.4 7.2l3.8-2v5.6l-3.8-2z M5.2 8h.1',
  printer: 'M4.3 5.8V2.4h7.4v3.4 M4.3 11.6H2.4V5.8h11.2v5.8h-1.9 M4.3 9.4h7.4v4.2H4.3z',
  'badge-reader': 'M4.2 1.8h7.6v12.4H4.2z M8 4.6a1.6 1.6 0 1 0 .01 0z M5.9 11c.2-1.6.9-2.4 2.1-2.4s1.9.8 2.1 2.4',
  ups: 'M2 5h10.5v6.5H2z M14.2 7v2.5 M7.9 5.8L5.8 8.5h3L6.9 11',
  cloud: 'M4.6 12.6a3 3 0 0 1-.4-6 4 4 0 0 1 7.7-.6 3.3 3.3 0 0 1-.3 6.6z',
  device:
    'M3 3h10v10H3z M6 6h4v4H6z M6 3V1.6 M10 3V1.6 M6 14.4V13 M10 14.4V13 M3 6H1.6 M3 10H1.6 M14.4 6H13 M14.4 10H13',
};

export const KIND_PATHS: Readonly<Record<DiagramKind, string>> = {
  plain: 'M2 13.5V6.5l3.6 2.2V6.5l3.6 2.2V3h4.3v10.5z M5 11h1 M8.4 11h1',
  business: 'M2.5 5.3h11v8h-11z M5.8 5.3V3h4.4v2.3 M2.5 8.8h11',
  dmz: 'M3 2.5v11 M13 2.5v11 M5.5 8h5 M7.2 6.2L5.4 8l1.8 1.8 M8.8 6.2L10.6 8 8.8 9.8',
  control: 'M3.5 2.5v3 M3.5 9v4.5 M2 7.2h3 M8 2.5v5.5 M8 11.5v2 M6.5 9.8h3 M12.5 2.5v1.8 M12.5 7.8v5.7 M11 6h3',
  safety: 'M8 1.8l5.2 1.9v4c0 3-2.1 5.3-5.2 6.5-3.1-1.2-5.2-3.5-5.2-6.5v-4z M5.6 7.9l1.8 1.8 3.2-3.4',
  wireless: 'M8 12.6h.1 M5.7 10.2a3.2 3.2 0 0 1 4.6 0 M3.7 8a6 6 0 0 1 8.6 0 M1.8 5.6a8.8 8.8 0 0 1 12.4 0',
  external: 'M8 1.8a6.2 6.2 0 1 0 .01 0z M1.8 8h12.4 M8 1.8c-3.6 3.4-3.6 9 0 12.4 M8 1.8c3.6 3.4 3.6 9 0 12.4',
  temporary: 'M8 2.2a5.8 5.8 0 1 0 .01 0z M8 4.8V8l2.3 1.6',
};

export const SIGN_PATHS = {
  firewall: 'M2 3h12v10H2z M2 6.3h12 M2 9.7h12 M8 3v3.3 M5 6.3v3.4 M11 6.3v3.4 M8 9.7V13',
  clock: 'M8 2.2a5.8 5.8 0 1 0 .01 0z M8 4.8V8l2.3 1.6',
  denied: 'M8 2.2a5.8 5.8 0 1 0 .01 0z M3.9 3.9l8.2 8.2',
  lock: 'M3.5 7h9v6.5h-9z M5.3 7V5.2a2.7 2.7 0 0 1 5.4 0V7',
  person: 'M8 2.4a2.7 2.7 0 1 0 .01 0z M2.8 13.8c.3-3 2.3-4.8 5.2-4.8s4.9 1.8 5.2 4.8',
  micro: 'M2.5 2.5h4.3v4.3H2.5z M9.2 2.5h4.3v4.3H9.2z M2.5 9.2h4.3v4.3H2.5z M9.2 9.2h4.3v4.3H9.2z',
  exposed:
    'M5 6.5a3 3 0 0 1 6 0v3.5a3 3 0 0 1-6 0z M8 6v7 M5 8H2.3 M11 8h2.7 M5.2 5.2L3.4 3.2 M10.8 5.2l1.8-2 M5.2 11l-1.8 2 M10.8 11l1.8 2',
  critical: 'M3.5 8.2L8 4l4.5 4.2 M3.5 12.2L8 8l4.5 4.2',
  monitored:
    'M1.6 8C3.4 5 5.5 3.6 8 3.6S12.6 5 14.4 8c-1.8 3-3.9 4.4-6.4 4.4S3.4 11 1.6 8z M8 6.2a1.8 1.8 0 1 0 .01 0z',
  up: 'M8 13V3.4 M4.3 7L8 3.2 11.7 7',
  down: 'M8 3v9.6 M4.3 9L8 12.8 11.7 9',
  both: 'M8 2.8v10.4 M5 5.6L8 2.6l3 3 M5 10.4l3 3 3-3',
  fit: 'M2.5 5.5v-3h3 M10.5 2.5h3v3 M13.5 10.5v3h-3 M5.5 13.5h-3v-3',
  plus: 'M8 3.5v9 M3.5 8h9',
  minus: 'M3.5 8h9',
  legend: 'M2.5 3.2h3v3h-3z M2.5 9.8h3v3h-3z M8 4.7h5.8 M8 11.3h5.8',
  filter: 'M2.2 3h11.6L9.4 8.4v4.8l-2.8-1.6V8.4z',
  search: 'M7 2.6a4.4 4.4 0 1 0 .01 0z M10.3 10.3l3.4 3.4',
  export: 'M8 10V2.6 M5.2 5.2L8 2.4l2.8 2.8 M5 7.2H3v6.2h10V7.2h-2',
  help: 'M5.4 5.6c0-3.6 5.4-3.4 5.4-.3 0 2-2.7 2.2-2.7 4.3 M8.1 12.7h.1',
  close: 'M4 4l8 8 M12 4l-8 8',
  fork: 'M8 14.2v-3.4c0-2.6-4.2-1.6-4.2-4.6 M8 10.8c0-2.6 4.2-1.6 4.2-4.6 M3.8 2a2 2 0 1 0 .01 0z M12.2 2a2 2 0 1 0 .01 0z',
} as const;
export type Sign = keyof typeof SIGN_PATHS;
