import { readdirSync } from 'node:fs';
import { cruise as cruiseModules } from 'dependency-cruiser';
import config from '../.dependency-cruiser.mjs';

const folders = ['infra', 'functions', 'shared', 'client', 'web', 'local', 'bench', 'test', 'scripts'];

/**
 * Holds every import against the layer rules.
 *
 * @NOTE dependency-cruiser sees no TypeScript when it finds no compiler it knows, and then passes; so the run fails when it
 * saw fewer modules than there are source files.
 */
export async function cruise(): Promise<{ readonly ok: boolean; readonly output: string }> {
  const present = folders.filter((folder) => readdirSync('.').includes(folder));
  const sources = present.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }));
  const expected = sources.filter((name) => name.endsWith('.ts')).length;
  const result = await cruiseModules(present, { ...config.options, validate: true, ruleSet: config }, {}, {});
  if (typeof result.output === 'string') throw new Error('cannot read the layer report: it is text');
  const { violations, totalCruised } = result.output.summary;
  const lines = violations.map(({ rule, from, to }) => `  ${rule.name}: ${from} -> ${to}`);
  if (totalCruised < expected) lines.push(`  looked at ${totalCruised} modules of at least ${expected}`);
  return { ok: lines.length === 0, output: lines.join('\n') };
}
