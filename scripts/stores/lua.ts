import { readFileSync } from 'node:fs';
import { type Script, script } from '../../shared/redis/script.ts';

/** A script of `shared/redis/`, by its name. Node can't import Lua, the bundles and the tests can. */
export function readScript(name: string): Script {
  const lua = readFileSync(`shared/redis/${name}.lua`, 'utf8');
  const keys = Math.max(...[...lua.matchAll(/KEYS\[(\d+)\]/g)].map(([, number]) => Number(number)));
  return script(name, lua, { keys });
}
