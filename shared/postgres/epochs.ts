import type { Database } from './database.ts';

/** $1 the last room done, or null, $2 rooms at most. Returns the last room of this step and how many it has. */
const updateEpochs = `
with step as (
  select id from rooms where $1::uuid is null or id > $1 order by id limit $2
), renewed as (
  update rooms set epoch = uuidv7() where id in (select id from step) returning id
)
select (select id from step order by id desc limit 1) as last, count(*) as rooms from renewed`;

type Step = { readonly last: string | null; readonly rooms: number };

/**
 * Gives every room a new epoch, so that clients drop what they have of it: after a restore from a backup, seqs that they have
 * seen are given out once more. In steps of 1,000 rooms; repeating it does no harm.
 *
 * @returns how many rooms there are.
 */
export async function renewEpochs(database: Database, perStep = 1_000): Promise<number> {
  let renewed = 0;
  for (let after: string | null = null; ; ) {
    const [step]: readonly Step[] = await database.query<Step>(updateEpochs, [after, perStep]);
    if (!step?.last) return renewed;
    renewed += step.rooms;
    after = step.last;
  }
}
