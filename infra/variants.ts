import type { Stage } from './stage.ts';
import { stages } from './stages.ts';

/** Stages that nobody deploys: each has what no real one has, so that tests see every choice that the data offer. */
export const variants: readonly Stage[] = stages.flatMap((stage): readonly Stage[] => {
  if (stage.name !== 'prod' || stage.backing !== 'created') return [];
  const certificateArn =
    'arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000';
  return [
    { ...stage, name: 'onegateway', network: { wayOut: { kind: 'gateway', count: 1 } } },
    { ...stage, name: 'ipv6', network: { wayOut: { kind: 'ipv6' } } },
    { ...stage, name: 'proxy', database: { ...stage.database, proxy: true } },
    {
      ...stage,
      name: 'named',
      webAclArn:
        'arn:aws:wafv2:us-east-1:123456789012:global/webacl/parley/00000000-0000-0000-0000-000000000000',
      domains: {
        page: { name: 'chat.example.com', certificateArn },
        http: { name: 'api.chat.example.com', certificateArn },
        websocket: { name: 'socket.chat.example.com', certificateArn },
      },
    },
  ];
});
