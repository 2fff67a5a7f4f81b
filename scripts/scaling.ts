// `npm run scaling`: writes the simulated figures into docs/scaling.md, for the stage prod.
import { readFileSync, writeFileSync } from 'node:fs';
import { fillFigures } from './scaling/figures.ts';

const page = 'docs/scaling.md';
writeFileSync(page, fillFigures(readFileSync(page, 'utf8')));
console.log(`${page} is written`);
