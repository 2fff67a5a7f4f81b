// `npm start`: installs what is missing, then brings up the whole product.
import { ensureInstalled } from './install.mjs';
import { runNode } from './run.mjs';

ensureInstalled();
runNode(['local/main.ts', ...process.argv.slice(2)]);
