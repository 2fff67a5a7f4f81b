// `npm run simulate`: what 1,000, 100,000 and 1,000,000 connected users ask of the gateway, Lambda, Postgres and Redis, in their
// busiest hour and when all of them come back at once; with group delivery and, beside it, with plain fan-out. Seeded: two runs
// print the same. docs/scaling.md has it for the stage prod.
import { noStage } from './simulate/quotas.ts';
import { report } from './simulate/report.ts';

const begun = performance.now();
console.log(report(noStage));
console.log(
  `\nSimulated in ${((performance.now() - begun) / 1_000).toFixed(1)} s, with the quotas of a new account.`,
);
