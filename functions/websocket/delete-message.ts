import { changeRoute } from '../../shared/lambda/change-route.ts';
import { DeleteMessage } from '../../shared/protocol/client-frames.ts';

/** `deleteMessage`: answers `ack` once the deletion is committed and the bodies are gone. */
export const handler = changeRoute(DeleteMessage, () => ({ kind: 'deletion' }));
