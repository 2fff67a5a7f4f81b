// `npm run create-admin -- --username ann`: makes a user an admin, or makes a user who is one, with a password from the terminal or
// standard input. On the laptop, or with `--stage` in AWS.
import { stderr, stdin } from 'node:process';
import { readArguments, usage } from './admin/arguments.ts';
import { askPassword } from './admin/ask-password.ts';
import { reach } from './admin/reach.ts';
import { reasonOf, report } from './admin/report.ts';

try {
  const options = readArguments(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else {
    const { username } = options;
    await using way = reach(options, process.env);
    const first = await way.createAdmin({ username });
    const answer =
      first.outcome === 'unknown'
        ? await way.createAdmin({ username, password: await askPassword(username, stdin, stderr) })
        : first;
    console.log(report(answer));
  }
} catch (error) {
  console.error(`cannot create an admin: ${reasonOf(error)}`);
  process.exitCode = 1;
}
