import { sync } from '../../shared/chat/sync.ts';
import { database } from '../../shared/lambda/database.ts';
import { limitFrames } from '../../shared/lambda/limit-frames.ts';
import { messageRoute } from '../../shared/lambda/message-route.ts';
import { readNews } from '../../shared/postgres/sync.ts';
import { Sync } from '../../shared/protocol/client-frames.ts';

/** `sync`: answers `synced` with what was missed. */
export const handler = messageRoute(Sync, async ({ frame, scope }) => {
  await limitFrames(scope);
  return sync(
    { readNews: (query) => readNews(database, query) },
    { user: scope.user.id, session: scope.session, only: scope.only, cursors: frame.cursors },
  );
});
