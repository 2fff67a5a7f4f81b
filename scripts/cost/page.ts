import { figure, markdownTable } from '../../bench/simulate/markdown.ts';
import { timings } from '../../bench/simulate/timings.ts';
import { traffic } from '../../bench/simulate/traffic.ts';
import { stages } from '../../infra/stages.ts';
import { limits } from '../../shared/protocol/limits.ts';
import { dollars } from './bill.ts';
import { idleLines } from './idle.ts';
import { assumed } from './invocations.ts';
import { cases, millionMessages } from './messages.ts';
import { machineTable, priceTable } from './price-tables.ts';
import { priced, prices } from './prices.ts';
import { priceSteps, sumOf } from './steps.ts';

const introduction = `<!-- Written by scripts/cost.ts: npm run cost. Change the prices in scripts/cost/, not this page. -->
# What Parley costs

Dollars a month in ${priced.region}, on demand, without tax and without any free tier. Computed by \`npm run cost\` from the
templates of the stages, the limits in \`shared/protocol/limits.ts\`, the simulation in \`bench/simulate/\` and the prices at the
end of this page. No bill was ever compared with it: what an account pays is on its bill.`;

/** What a stage costs that nobody uses. */
function idleSection(): string {
  const sections = stages
    .filter(({ backing }) => backing === 'created')
    .map((stage) => {
      const lines = idleLines(stage);
      const sum = lines.reduce((all, { usd }) => all + usd, 0);
      const rows = lines.map(({ what, usd }) => [what, dollars(usd)]);
      return `**${stage.name}**\n\n${markdownTable(['', 'USD'], [...rows, ['**all**', `**${dollars(sum)}**`]])}`;
    });
  return `## Idle

By the resources of each stage's template; a resource that is neither priced nor known to be free fails the build of this page.

${sections.join('\n\n')}

Not in it: metrics of our own ($${prices.customMetrics.usd} each), traffic between zones ($${prices.zoneGb.usd} a GB each way), the page's megabyte in S3
($${prices.bucketGbMonths.usd} a GB), surplus credits of burstable machines that are busy for long (\`t4g\`: $0.075 a core and hour, from memory),
backups beyond the size of the database.`;
}

function messageSection(): string {
  const rows = cases.map((room) => {
    const group = millionMessages(room, 'group');
    const plain = millionMessages(room, 'plain');
    return [
      `${figure(room.members)}, ${room.messagesPerSecond}/s`,
      ...[figure(group.posts / 1e6), figure(plain.posts / 1e6)],
      ...[dollars(group.usd), dollars(plain.usd), `${Math.round((1 - group.usd / plain.usd) * 100)} %`],
    ];
  });
  const head = [
    'members connected, messages in the room',
    'million posts',
    '– plain',
    'USD',
    '– plain',
    'saved',
  ];
  return `## A million messages

With group delivery, and beside it with plain fan-out, where every message is posted to every member by itself. A post is what
costs: $1.00 a million at the gateway, and its way through NAT. Group delivery saves where messages come faster than a
room's posts go out, which is one batch in ${figure((1_000 / limits.roomPostsPerSecond) * 1_000)} ms with 1,000 members; in a quiet room there is nothing to gather.

${markdownTable(head, rows)}`;
}

function userSection(): string {
  const costs = priceSteps();
  const row = (name: string, tell: (cost: (typeof costs)[number]) => string) => [name, ...costs.map(tell)];
  const table = markdownTable(
    ['users connected', ...costs.map(({ connections }) => figure(connections))],
    [
      row('stores', ({ stores }) => stores),
      row('the stage, idle, with these stores', ({ base }) => dollars(base)),
      row('connection minutes, coming and going', ({ connecting }) => dollars(connecting)),
      row('pings', ({ pings }) => dollars(pings)),
      row('messages', ({ messages }) => dollars(messages)),
      row('**all**', (cost) => `**${dollars(sumOf(cost))}**`),
      row('a user', (cost) => (sumOf(cost) / cost.connections).toFixed(3)),
    ],
  );
  const breaks = costs.map(({ connections, breaks: what }) => `- ${figure(connections)}: ${what}`);
  return `## Users

${figure(traffic.hoursPerDay)} hours a day on ${traffic.workingDaysPerMonth} days, ${traffic.messagesPerDay} messages a day each; ${Math.round(traffic.visibleShare * 100)} % look at the page and ping every 30 s, the others
every 4 minutes; in rooms of 2, 10, 50 and 1,000 as \`bench/simulate/traffic.ts\` has it. A ping and its pong are two messages of
the gateway, one invocation and one statement: pings cost as much as messages do. Who comes and goes is told to those in the rooms
of up to ${limits.signConnections}, a post each, once a day.

${table}

What breaks first, with the stage prod as it is and the quotas of a new account, as a share of what there is
([scaling.md](scaling.md) has what to raise):

${breaks.join('\n')}`;
}

const assumptions = `## What is assumed

- A round trip takes ${timings.redisMs} ms to Redis, ${timings.postgresMs} ms to Postgres, ${timings.postMs} ms to the gateway for a post; ${timings.ownMs} ms of an invocation are its own. A
  send-message invocation in a room of up to ${limits.inlineConnections} lasts as long as its posts, ${limits.parallelPosts} at once; the deliver function as long as its room
  is busy, at the memory of \`infra/function-catalog.ts\`.
- An event is ${timings.eventBytes} bytes in a frame: a body of 100 characters. A frame is one message of the gateway up to ${limits.frameOutBytes / 1_024} KB.
- A post takes ${figure(assumed.postOverheadBytes)} bytes through NAT beside its frame. Lambda logs ${assumed.platformLogBytes} bytes of an invocation by itself, a line of ours is ${assumed.lineBytes}.
- ${Math.round(assumed.tracedShare * 100)} % of the invocations are traced.
- What gets cheaper in bulk does so for each line of the table by itself.
- Cold starts, HTTP calls other than tickets and reading history are left out.`;

const priceSection = (): string => `## Prices

Read on ${priced.on}. “Seen” says where: on a page of AWS, on a page that reprints AWS's prices, or nowhere (from memory, check).

${priceTable()}

Machines, by the hour:

${machineTable()}`;

/** docs/cost.md, whole. The same for the same stages, limits and prices. */
export function costPage(): string {
  const sections = [idleSection(), messageSection(), userSection(), assumptions, priceSection()];
  return `${[introduction, ...sections].join('\n\n')}\n`;
}
