import { Duration } from 'aws-cdk-lib';
import type { MetricName } from '../../shared/lambda/metric-names.ts';
import type { AlarmSpec } from './alarm.ts';
import { announcers, parleyMetric, posters, together } from './parley-metrics.ts';
import type { Watched } from './watched.ts';

const period = Duration.minutes(5);

/** Late by trade: what the sweeper delivers was lost before. */
const sweeper = 'sweep';

/** Whether messages arrive, and when. */
export function deliveryAlarms({ stage, thresholds }: Watched): readonly AlarmSpec[] {
  const swept = (name: MetricName, statistic: string) =>
    parleyMetric({ stage, name, functionName: sweeper, statistic, period });
  const of = (name: MetricName, statistic: string, functions: readonly string[]) =>
    functions.map((functionName) => parleyMetric({ stage, name, functionName, statistic, period }));
  const senders = announcers.filter((name) => name !== sweeper);
  return [
    {
      name: 'delivery-slow',
      what: 'Messages take long from being accepted to being posted.',
      metric: together('MAX', of('DeliveryTime', 'p99', senders), { label: 'p99', period }),
      threshold: thresholds.deliveryMs,
      periods: { bad: 2, of: 3 },
    },
    {
      name: 'undelivered-old',
      what: 'Events have been undelivered for long: sweeps do not get them through either.',
      metric: swept('OldestUndelivered', 'Maximum'),
      threshold: thresholds.undeliveredMs,
    },
    {
      name: 'sweeper-found-work',
      what: 'Events are lost on their way, and delivered a minute late by the sweeper.',
      metric: swept('SweptAnnounced', 'Sum'),
      threshold: thresholds.sweptEvents,
      periods: { bad: 2, of: 3 },
    },
    {
      name: 'sweeper-missing',
      what: 'The sweeper did not come to its end for five minutes: what is lost stays undelivered.',
      metric: swept('Sweeps', 'Sum'),
      threshold: 1,
      below: true,
      missingIsBad: true,
    },
    {
      name: 'posts-throttled',
      what: 'The gateway turns posts away: the account’s requests a second are used up.',
      metric: together('SUM', of('PostsThrottled', 'Sum', posters), { label: '429', period }),
      threshold: thresholds.postsThrottled,
    },
  ];
}
