import { readFileSync } from 'node:fs';
import { type Script, script } from '../../shared/redis/script.ts';

/** A script of `shared/redis/`, by its name. Node can't import Lua, the bundles and the tests can. */
export const readScript = (name: string, keys: number): Script =>
  script(name, readFileSync(`shared/redis/${name}.lua`, 'utf8'), { keys });
