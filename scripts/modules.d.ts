/** Kinds of import that the build resolves (scripts/build.ts). */
declare module 'worker:*' {
  /** The worker and all it imports, bundled, as the text of one script. */
  const source: string;
  export default source;
}

declare module '*.css' {}
