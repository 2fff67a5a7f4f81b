/** One step of a path: into a field, an element, everything below, or down to a field at any depth. */
export type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'element'; readonly index: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'deep'; readonly name: string };

const stepPattern =
  /\.\.(?<deep>[^.[\]]+)|\[(?<index>-?\d+)\]|(?<all>\[\*\]|\.\*)|\['(?<single>[^']*)'\]|\["(?<double>[^"]*)"\]|\.?(?<name>[^.[\]]+)/y;

function toStep(groups: Readonly<Record<string, string | undefined>>): Step {
  const { deep, index, all, single, double, name } = groups;
  if (deep !== undefined) return { kind: 'deep', name: deep };
  if (index !== undefined) return { kind: 'element', index: Number(index) };
  if (all !== undefined) return { kind: 'all' };
  return { kind: 'field', name: single ?? double ?? name ?? '' };
}

/** Reads the part of JSONPath that selections need: `a.b`, `a[0]`, `a['b c']`, `a[*]`, `a..b`. Throws on anything else. */
export function parsePath(text: string): readonly Step[] {
  const steps: Step[] = [];
  stepPattern.lastIndex = 0;
  while (stepPattern.lastIndex < text.length) {
    const match = stepPattern.exec(text);
    if (!match?.groups)
      throw new Error(`cannot read the path ${text}: it is not one that a selection may use`);
    steps.push(toStep(match.groups));
  }
  return steps;
}

function children(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function field(value: unknown, name: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.hasOwn(value, name) ? [Reflect.get(value, name)] : [];
}

function element(value: unknown, index: number): readonly unknown[] {
  if (!Array.isArray(value)) return [];
  const at = index < 0 ? value.length + index : index;
  return at in value ? [value[at]] : [];
}

function descend(root: unknown, name: string): readonly unknown[] {
  const found: unknown[] = [];
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    found.push(...field(value, name));
    for (const child of children(value)) waiting.push(child);
  }
  return found;
}

function take(value: unknown, step: Step): readonly unknown[] {
  switch (step.kind) {
    case 'field':
      return field(value, step.name);
    case 'element':
      return element(value, step.index);
    case 'all':
      return children(value);
    case 'deep':
      return descend(value, step.name);
  }
}

/** What a path leads to: a value, `undefined` when it leads nowhere, and a list when it may lead to several. */
export function readPath(root: unknown, steps: readonly Step[]): unknown {
  let values: readonly unknown[] = [root];
  for (const step of steps) values = values.flatMap((value) => take(value, step));
  const several = steps.some(({ kind }) => kind === 'all' || kind === 'deep');
  return several ? values : values[0];
}
