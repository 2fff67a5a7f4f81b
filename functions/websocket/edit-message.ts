import { changeRoute } from '../../shared/lambda/change-route.ts';
import { EditMessage } from '../../shared/protocol/client-frames.ts';

/** `editMessage`: answers `ack` once the edit is committed. */
export const handler = changeRoute(EditMessage, ({ body }) => ({ kind: 'edit', body }));
