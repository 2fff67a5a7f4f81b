import type { Strike } from './strike.ts';

/** What Postgres ends every answer with; outside of a transaction that is, what was asked is committed by then. */
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** The comment that begins a statement, by which a proxy knows it. */
export const statements = {
  acceptMessage: 'Accepts a message',
  removeMember: 'with allowed as',
} as const;

type Act = () => ReturnType<Strike>;

/** Strikes once, when Postgres has committed a statement and the function has not heard of it. */
export function onceCommitted(statement: string, act: Act): Strike {
  let isOver = false;
  return ({ bytes, asked }) => {
    if (isOver || !asked.includes(statement) || !bytes.includes(readyForQuery)) return 'forward';
    isOver = true;
    return act();
  };
}

/** Strikes once, when a function has asked for a statement and Postgres has not heard of it. */
export function onceAsked(statement: string, act: Act): Strike {
  let isOver = false;
  return ({ asked }) => {
    if (isOver || !asked.includes(statement)) return 'forward';
    isOver = true;
    return act();
  };
}
