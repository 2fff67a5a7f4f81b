// `npm test`: installs what is missing, then proves the whole product.
import { ensureInstalled } from './install.mjs';
import { runNode } from './run.mjs';

ensureInstalled();
runNode(['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
