// `npm run smoke -- --http URL --websocket URL`: a short chat against a Parley that runs, as two users of its own, who are removed
// again. Without URLs: against the `npm start` of this folder. Ends with 0 when every step passed.
import { readArguments, usage } from './smoke/arguments.ts';
import { smoke } from './smoke/smoke.ts';

try {
  const options = readArguments(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else if (!(await smoke(options, (line) => console.log(line)))) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
