import { issueTicket } from '../../shared/chat/sessions.ts';
import { database } from '../../shared/lambda/database.ts';
import { required } from '../../shared/lambda/environment.ts';
import { extendLog } from '../../shared/lambda/logger.ts';
import { hashToken, secrets } from '../../shared/lambda/secrets.ts';
import { addTicket } from '../../shared/postgres/sessions.ts';
import { Ticket } from '../../shared/protocol/http-bodies.ts';
import { type App, tokenCall } from './operation.ts';

const deps = {
  hashToken,
  newToken: secrets.newToken,
  addTicket: (ticket: Parameters<typeof addTicket>[1]) => addTicket(database, ticket),
};

const url = required('WEBSOCKET_URL');

export function addTicketCalls(app: App): void {
  tokenCall(
    app,
    {
      method: 'post',
      path: '/tickets',
      summary: 'A ticket that opens one WebSocket connection within 30 s, as ?ticket= on the URL',
      status: 201,
      answer: Ticket,
    },
    async (authorization) => {
      const { ticket, expiresAt, user } = await issueTicket(deps, authorization);
      extendLog({ userId: user });
      return { ticket, expiresAt, url };
    },
  );
}
