import { type Gateway, openGateway } from '../gateway/post.ts';
import { openSigner } from '../gateway/signer.ts';
import { credentials, region } from './credentials.ts';
import { required } from './environment.ts';

/** The gateway's callback API, by its configured URL. */
export const gateway: Gateway = openGateway(
  required('CALLBACK_URL'),
  openSigner({ service: 'execute-api', region, credentials }),
);
