// `npm run test:deploy`: the real `cdk bootstrap`, `cdk deploy` and `cdk destroy` of the stage `emulator`, against an emulator of AWS
// that comes from PyPI, with Postgres and Redis of this machine. Ends with `N passed, N failed`, and with 75 where the emulator
// can't be installed.
import { Cleanups } from '../local/processes/cleanups.ts';
import { stopWithParent } from '../local/processes/stop-with-parent.ts';
import { explore } from './deploy/explore.ts';
import { prepare } from './deploy/prepare.ts';
import { Report } from './deploy/report.ts';
import { notHere, Unavailable } from './deploy/unavailable.ts';

const say = (line: string) => console.log(line);
const cleanups = new Cleanups();
stopWithParent(() => cleanups.run());
try {
  const setting = await prepare(cleanups, say);
  const report = new Report(say);
  await explore(setting, report);
  await cleanups.run();
  report.end();
  process.exitCode = report.failed === 0 ? 0 : 1;
} catch (error) {
  await cleanups.run().catch(() => undefined);
  console.error(`cannot try a deployment: ${error instanceof Error ? error.message : error}`);
  process.exitCode = error instanceof Unavailable ? notHere : 1;
}
