/** What the emulator does otherwise than AWS, so that a deployment to it shows nothing of it. */
export const differences: readonly string[] = [
  'IAM: who may do what is not enforced (tests of the template hold every role against a table)',
  'functions run as processes of this machine: no arm64, no memory limit, no time-out of a start, no network of their own',
  'the gateway’s throttles, its limits of frames and its cuts after ten minutes and two hours (the local gateway’s tests have them)',
  'RDS, ElastiCache, NAT and security groups: the stage is given its Postgres and Redis',
  'alarms on sums of metrics, and saved log queries (AWS::Logs::QueryDefinition), are noted by our own addition and kept nowhere',
  'by our own addition (scripts/deploy/emulator/run.py): AWS::ApiGatewayV2::RouteResponse',
  'by our own addition: 401 when a WebSocket authorizer says "Unauthorized"; MiniStack answers 500',
  'by our own addition: the host names of AWS, and CloudFront’s way to the API and to the bucket over TLS',
  'a $connect that refuses is answered 403 by MiniStack, whatever status the function gave',
];
