import { changeRoute } from '../../shared/lambda/change-route.ts';
import { React } from '../../shared/protocol/client-frames.ts';

/** `react`: answers `ack` once the reaction is committed. */
export const handler = changeRoute(React, ({ emoji, on }) => ({ kind: 'reaction', emoji, on }));
