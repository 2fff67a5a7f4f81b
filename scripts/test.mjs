// `npm test`: installs what is missing, then proves the whole product; its benchmarks too with `-- --project bench`.
import { ensureInstalled } from './install.mjs';
import { runNode } from './run.mjs';

ensureInstalled();
const given = process.argv.slice(2);
const projects = given.some((arg) => arg.startsWith('--project')) ? [] : ['--project', '!bench'];
runNode(['node_modules/vitest/vitest.mjs', 'run', ...projects, ...given]);
