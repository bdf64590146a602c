/** Text -> AST: the Langium parser of the Seg language, without workspace or linker. */
import {
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  EmptyFileSystem,
  inject,
  type LangiumCoreServices,
  type LangiumSharedCoreServices,
  type ParseResult,
  type ValueConverter,
} from 'langium';
import type { File } from './generated/ast.ts';
import { SegGeneratedModule, SegGeneratedSharedModule } from './generated/module.ts';
import { deepestNesting, MAX_NESTING } from './nesting.ts';

/** Leaves every token as it was written: the resolver and the model read texts, numbers and names themselves. */
const verbatim: ValueConverter = { convert: (input) => input };

function createServices(): LangiumCoreServices {
  const shared: LangiumSharedCoreServices = inject(
    createDefaultSharedCoreModule(EmptyFileSystem),
    SegGeneratedSharedModule,
  );
  const services: LangiumCoreServices = inject(createDefaultCoreModule({ shared }), SegGeneratedModule, {
    parser: { ValueConverter: () => verbatim },
  });
  shared.ServiceRegistry.register(services);
  return services;
}

let services: LangiumCoreServices | undefined;

/** The language's Langium services; made once, on first use. */
export function segServices(): LangiumCoreServices {
  services ??= createServices();
  return services;
}

export interface Parsed {
  /** Absent where the text is nested too deeply to be parsed, or has words too long for it. */
  readonly result?: ParseResult<File>;
  /** Offset of the brace that is one too deep. */
  readonly tooDeepAt?: number;
  /** A word or text of megabytes exhausts the lexer's stack. */
  readonly exhausted?: true;
}

/** Parses a file of any content. Never throws; syntax errors are in `result.lexerErrors` and `result.parserErrors`. */
export function parseFile(text: string): Parsed {
  try {
    const nesting = deepestNesting(text);
    if (nesting.depth > MAX_NESTING) return { tooDeepAt: nesting.exceededAt };
    return { result: segServices().parser.LangiumParser.parse<File>(text) };
  } catch (error) {
    if (error instanceof RangeError) return { exhausted: true };
    throw error;
  }
}
