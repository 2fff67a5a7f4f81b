// `npm run cost`: writes docs/cost.md, from the stages' templates, the limits, the simulation and the prices in scripts/cost/.
import { writeFileSync } from 'node:fs';
import { costPage } from './cost/page.ts';

writeFileSync('docs/cost.md', costPage());
console.log('docs/cost.md is written');
