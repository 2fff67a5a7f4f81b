import type { Context } from 'aws-lambda';
import { type CreatedAdmin, createAdmin } from '../../shared/chat/create-admin.ts';
import { database } from '../../shared/lambda/database.ts';
import { beginLog, log } from '../../shared/lambda/logger.ts';
import { secrets } from '../../shared/lambda/secrets.ts';
import { addAdmin, makeAdmin } from '../../shared/postgres/admins.ts';
import { ChatError } from '../../shared/protocol/errors.ts';
import { NewAdmin } from '../../shared/protocol/http-bodies.ts';
import { parse } from '../../shared/protocol/parse.ts';

const deps = {
  secrets,
  makeAdmin: (username: string) => makeAdmin(database, username),
  addAdmin: (user: Parameters<typeof addAdmin>[1]) => addAdmin(database, user),
};

type Refused = {
  readonly outcome: 'refused';
  readonly error: ChatError['fields'] & { readonly message: string };
};

/**
 * Makes an admin, for whoever may invoke this function by IAM: nothing of Parley may. It is how `npm run create-admin` reaches a
 * database in a private subnet.
 */
export async function handler(input: unknown, { awsRequestId }: Context): Promise<CreatedAdmin | Refused> {
  beginLog({ requestId: awsRequestId });
  try {
    const created = await createAdmin(deps, parse(NewAdmin, input, 'event'));
    log.info('admin.created', { outcome: created.outcome });
    return created;
  } catch (error) {
    if (!(error instanceof ChatError) || error.fields.code !== 'invalid_request') throw error;
    return { outcome: 'refused', error: { ...error.fields, message: error.message } };
  }
}
