import * as v from 'valibot';
import { messageRoute } from '../../shared/lambda/message-route.ts';
import { ChatError } from '../../shared/protocol/errors.ts';

/** `$default`: a frame that is no JSON, or names no action there is. Always answers `invalid_request`. */
export const handler = messageRoute(v.unknown(), async () => {
  throw new ChatError('cannot read the frame: it names no action there is', {
    code: 'invalid_request',
    details: [
      {
        path: 'action',
        message: 'is not one of sendMessage, editMessage, deleteMessage, react, markRead, typing, sync, ping',
      },
    ],
  });
});
