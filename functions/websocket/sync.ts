import { sync } from '../../shared/chat/sync.ts';
import { database } from '../../shared/lambda/database.ts';
import { messageRoute } from '../../shared/lambda/message-route.ts';
import { readNews } from '../../shared/postgres/sync.ts';
import { Sync } from '../../shared/protocol/client-frames.ts';

/** `sync`: answers `synced` with what was missed. */
export const handler = messageRoute(Sync, ({ frame, scope }) =>
  sync(
    { readNews: (query) => readNews(database, query) },
    { user: scope.user.id, session: scope.session, only: scope.only, cursors: frame.cursors },
  ),
);
