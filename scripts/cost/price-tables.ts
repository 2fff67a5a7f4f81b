import { markdownTable } from '../../bench/simulate/markdown.ts';
import { machinePages, machines } from './machines.ts';
import { prices } from './prices.ts';

const told = { aws: 'AWS', copy: 'reprint', memory: 'from memory, check' } as const;

/** Small prices by the million, others as they are. */
function priceOf({ usd, unit }: { readonly usd: number; readonly unit: string }): readonly [string, string] {
  const plain = (value: number) => String(Number(value.toPrecision(9)));
  return usd < 0.0001 && unit !== 'GB-second' ? [plain(usd * 1e6), `million ${unit}s`] : [plain(usd), unit];
}

const hostOf = (page: string) => new URL(page).host.replace(/^www\./, '');

export function priceTable(): string {
  const rows = Object.values(prices).map(({ what, usd, unit, seen, page, ...price }) => {
    const [amount, per] = priceOf({ usd, unit });
    const later =
      'beyond' in price
        ? price.beyond.map(
            (step) => `; ${priceOf({ ...step, unit })[0]} beyond ${step.from.toLocaleString('en')}`,
          )
        : [];
    return [what, `${amount}${later.join('')}`, per, told[seen], `[${hostOf(page)}](${page})`];
  });
  return markdownTable(['what', 'USD', 'for one', 'seen', 'page'], rows, [0, 2, 3, 4]);
}

export function machineTable(): string {
  const rows = Object.entries(machines).map(([name, { usdAnHour, gib, cores, seen }]) => [
    ...[name, String(usdAnHour), String(gib), String(cores), told[seen]],
  ]);
  const pages = Object.entries(machinePages).map(([what, page]) => `- ${what}: [${hostOf(page)}](${page})`);
  return `${markdownTable(['', 'USD', 'GiB', 'cores', 'seen'], rows)}\n\n${pages.join('\n')}`;
}
