import type { Credentials } from '../gateway/signer.ts';
import { required } from './environment.ts';

export const region = required('AWS_REGION');

const sessionToken = process.env['AWS_SESSION_TOKEN'];

/** Of this function's role. Lambda sets them and ends the environment before they do. */
export const credentials: Credentials = {
  accessKeyId: required('AWS_ACCESS_KEY_ID'),
  secretAccessKey: required('AWS_SECRET_ACCESS_KEY'),
  ...(sessionToken ? { sessionToken } : {}),
};
