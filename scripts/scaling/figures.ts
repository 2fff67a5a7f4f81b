import { figure, markdownTable, mebibytes } from '../../bench/simulate/markdown.ts';
import { measured } from '../../bench/simulate/measured.ts';
import { report } from '../../bench/simulate/report.ts';
import { bytesOfUser } from '../../bench/simulate/steady.ts';
import { connectionLimit } from '../../infra/concurrency.ts';
import { machines } from '../cost/machines.ts';
import { createdStage, limitsOf, shareOfData } from '../cost/stage-limits.ts';

/** What each class of stores holds: connections of Postgres as a stage sets them, users by the memory that Redis has for data. */
function sizes(): string {
  const rows = Object.entries(machines).flatMap(([name, { gib, cores }]) => {
    const [family] = name.split('.');
    const size = [String(gib), String(cores)];
    if (family === 'db') return [[name, ...size, figure(connectionLimit(name.slice('db.'.length))), '']];
    if (family !== 'cache') return [];
    const users = Math.floor((gib * shareOfData * 2 ** 30) / bytesOfUser);
    return [[name, ...size, '', figure(Math.floor(users / 1_000) * 1_000)]];
  });
  const head = ['', 'GiB', 'cores', 'connections of Postgres', 'users connected, by memory'];
  const { redisBytes, postgres, redisCallsPerSecond } = measured;
  const spent = `A connected user takes ${figure(bytesOfUser)} bytes of Redis: ${redisBytes.connection} for the connection, the rest for ten rooms, the throttle and notes of what was posted; ${mebibytes(bytesOfUser * 100_000)} for 100,000. One server took ${figure(redisCallsPerSecond)} throttle calls a second, ${figure(postgres.rowsPerSecond)} messages into many rooms, ${figure(postgres.rowsPerSecondOfARoom)} into one, and ${figure(postgres.readsPerSecond)} reads of heads, on two cores shared with the client.`;
  return `${markdownTable(head, rows)}\n\n${spent}`;
}

const blocks: Readonly<Record<string, () => string>> = {
  simulation: () => report(limitsOf(createdStage('prod'))),
  sizes,
};

/** The page with its marked blocks written anew. @throws when a block's markers are missing. */
export function fillFigures(page: string): string {
  return Object.entries(blocks).reduce((text, [name, write]) => {
    const begin = `<!-- ${name}: written by scripts/scaling.ts -->`;
    const end = `<!-- /${name} -->`;
    const start = text.indexOf(begin);
    const stop = text.indexOf(end);
    if (start < 0 || stop < start)
      throw new Error(`cannot write the figures: the page lacks ${begin} or its end`);
    return `${text.slice(0, start + begin.length)}\n\n${write()}\n\n${text.slice(stop)}`;
  }, page);
}
