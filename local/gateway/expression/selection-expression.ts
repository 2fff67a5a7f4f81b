import { parsePath, readPath, type Step } from './json-path.ts';
import { selectionText } from './selection-text.ts';

/** What an expression may refer to, by the first names of its paths: `request`, `context`, `stageVariables`, `integration`. */
export type Scope = Readonly<Record<string, unknown>>;

/** Evaluates once, without looking into what it found; throws when the scope can't be read. */
export type SelectionExpression = (scope: Scope) => string;

type Part = string | readonly Step[];

// `\$` is a dollar, `${path}` a variable among text, `$path` a variable by itself.
const partPattern =
  /\\\$|\$\{(?<wrapped>[^}]*)\}|\$(?<bare>[A-Za-z_][\w-]*(?:\.\.?[\w$@-]+|\.\*|\[[^\]]*\])*)|(?<text>[^\\$]+|\\|\$)/y;

function toSteps(path: string): readonly Step[] {
  const steps = parsePath(path);
  const [, second] = steps;
  // Header names have no case; the scope holds them in lower case.
  if (second?.kind !== 'field' || second.name !== 'header') return steps;
  return steps.map((step) => (step.kind === 'field' ? { ...step, name: step.name.toLowerCase() } : step));
}

function toPart(match: RegExpExecArray): Part {
  const { wrapped, bare, text } = match.groups ?? {};
  if (wrapped !== undefined) return toSteps(wrapped);
  if (bare !== undefined) return toSteps(bare);
  return text ?? '$';
}

/** Reads a selection expression. Throws when it can't be read, so that an API with a wrong one doesn't start. */
export function compileSelection(expression: string): SelectionExpression {
  const parts: Part[] = [];
  partPattern.lastIndex = 0;
  while (partPattern.lastIndex < expression.length) {
    const match = partPattern.exec(expression);
    if (!match) throw new Error(`cannot read the selection expression ${expression}`);
    parts.push(toPart(match));
  }
  return (scope) =>
    parts.map((part) => (typeof part === 'string' ? part : selectionText(readPath(scope, part)))).join('');
}
