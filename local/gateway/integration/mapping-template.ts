import { parsePath, readPath } from '../expression/json-path.ts';

/** What a mapping template may refer to. */
export type TemplateScope = {
  readonly body: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly stageVariables: Readonly<Record<string, string>>;
};

const reference =
  /\$!?\{?(?:input\.(?<call>json|path)\(\s*(?:'(?<single>[^']*)'|"(?<double>[^"]*)")\s*\)|(?<body>input\.body)|(?<root>context|stageVariables)\.(?<path>[A-Za-z_][\w.-]*))\}?/g;

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // A template over a body that isn't JSON sees an empty one.
    return undefined;
  }
}

function readInput(call: string, path: string, body: string): string {
  const value = readPath(parseBody(body), parsePath(path.replace(/^\$\.?/, '')));
  if (call === 'json') return JSON.stringify(value ?? '');
  return typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
}

function readRoot(root: string, path: string, scope: TemplateScope): string {
  const value = readPath(root === 'context' ? scope.context : scope.stageVariables, parsePath(path));
  return value === undefined ? '' : String(value);
}

/**
 * Renders the part of the template language that answers need: `$context.x`, `$stageVariables.x`, `$input.body`,
 * `$input.json('$.x')`, `$input.path('$.x')`. Directives (`#set`, `#if`) are left as they are.
 */
export function renderTemplate(template: string, scope: TemplateScope): string {
  return template.replace(reference, (...match: unknown[]) => {
    const groups = match.at(-1) as Readonly<Record<string, string | undefined>>;
    const { call, single, double, body, root = '', path = '' } = groups;
    if (call !== undefined) return readInput(call, single ?? double ?? '$', scope.body);
    return body === undefined ? readRoot(root, path, scope) : scope.body;
  });
}
