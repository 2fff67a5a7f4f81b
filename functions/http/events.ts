import { readHistory } from '../../shared/chat/rooms.ts';
import { database } from '../../shared/lambda/database.ts';
import { readEvents, readHead } from '../../shared/postgres/events.ts';
import { History, HistoryQuery } from '../../shared/protocol/http-bodies.ts';
import { type App, call } from './operation.ts';
import { roomIdOf } from './room-id.ts';

const deps = {
  readHead: (of: Parameters<typeof readHead>[1]) => readHead(database, of),
  readEvents: (stretch: Parameters<typeof readEvents>[1]) => readEvents(database, stretch),
};

export function addEventCalls(app: App): void {
  call(
    app,
    {
      method: 'get',
      path: '/rooms/{id}/events',
      summary: 'History in seq order: after a seq, before one, or the newest page',
      query: HistoryQuery,
      status: 200,
      answer: History,
      errors: ['not_found'],
    },
    (caller, { params, query }) => readHistory(deps, caller, { roomId: roomIdOf(params), ...query }),
  );
}
