import { parseArgs } from 'node:util';

export type CreateAdminOptions = {
  readonly username: string;
  /** In AWS; without one, here. */
  readonly stage?: string;
  /** Of an `npm start`. */
  readonly data: string;
};

export const usage = `npm run create-admin -- --username NAME [--stage STAGE]

  --username NAME   a user, who is made an admin; or a new one, whose password is asked for on the terminal, or read
                    from standard input
  --stage STAGE     in AWS, by the function parley-STAGE-admin, with your own credentials and region
  --data FOLDER     of the npm start whose database it is (default .local)

  Without --stage: the database of DATABASE_URL, or of the npm start that runs.
`;

const options = {
  username: { type: 'string' },
  stage: { type: 'string' },
  data: { type: 'string', default: '.local' },
  help: { type: 'boolean' },
} as const;

/** Reads the command line, on which a password has no place. @throws with one line for what is missing or wrong. */
export function readArguments(args: readonly string[]): CreateAdminOptions | 'help' {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return 'help';
  const { username, stage, data } = values;
  if (!username) throw new Error('--username is missing');
  return { username, data, ...(stage === undefined ? {} : { stage }) };
}
