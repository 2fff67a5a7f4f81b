import { join } from 'node:path';
import {
  adminIsMade,
  everyResourceIsThere,
  functionsAnswer,
  migrationsRan,
  rollbackPassesMigrations,
  scheduleFires,
  smokeTestPasses,
} from './deployed.ts';
import { differences } from './differences.ts';
import type { Setting } from './prepare.ts';
import type { Report } from './report.ts';

const stack = 'parley-emulator';

/** Deploys, looks at what is there, deploys again, and destroys. What needs a deployment is left out after one that failed. */
export async function explore(setting: Setting, report: Report): Promise<void> {
  const { cdk, account, region, folder, databaseUrl, redisUrl } = setting;
  const assembly = join(folder, 'cdk.out');
  const app = ['--app', assembly];
  const outputs = join(folder, 'outputs.json');
  const deploy = ['deploy', stack, ...app, '--require-approval', 'never', '--outputs-file', outputs];
  const given = ['--parameters', `DatabaseUrl=${databaseUrl}`, '--parameters', `CacheUrl=${redisUrl}`];
  let before: readonly string[] = [];
  const steps: readonly (readonly [title: string, look: () => Promise<string | undefined>])[] = [
    ['cdk synth', () => quietly(cdk('synth', stack, '-c', 'stage=emulator', '--quiet', '-o', assembly))],
    ['cdk bootstrap', () => quietly(cdk('bootstrap', `aws://${account.id}/${region}`, ...app))],
    [
      'cdk deploy',
      async () => {
        before = await account.everything();
        return quietly(cdk(...deploy, ...given));
      },
    ],
    ['every resource of the template is there', () => everyResourceIsThere(setting, stack, assembly)],
    ['the migrations ran', () => migrationsRan(databaseUrl)],
    ['functions answer when they are invoked', () => functionsAnswer(setting, stack)],
    ['code before a migration lets the newer schema be', () => rollbackPassesMigrations(setting, stack)],
    ['the smoke test passes over the deployed URLs', () => smokeTestPasses(setting, outputs)],
    ['create-admin makes an admin through Lambda', () => adminIsMade(setting)],
    ['the sweeper is run by its schedule', () => scheduleFires(setting, stack)],
    ['cdk deploy again changes nothing', () => expectNoChange(cdk(...deploy))],
  ];
  let isGood = true;
  for (const [title, look] of steps) isGood = isGood && (await report.check(title, look));
  await report.check('cdk destroy leaves nothing', async () => {
    await cdk('destroy', stack, ...app, '--force');
    return expectNothing((await account.everything()).filter((thing) => !before.includes(thing)));
  });
  for (const difference of differences) report.differs(difference);
}

async function quietly(work: Promise<string>): Promise<undefined> {
  await work;
}

async function expectNoChange(work: Promise<string>): Promise<undefined> {
  const said = await work;
  if (!said.includes('(no changes)')) throw new Error(said.trim().split('\n').slice(-5).join('\n'));
}

/** Lambda itself makes these for functions of the CDK that have none of their own; they are not the stack's, and AWS keeps them too. */
const isOfLambda = (thing: string) => thing.startsWith('log group /aws/lambda/');

function expectNothing(left: readonly string[]): string | undefined {
  const ours = left.filter((thing) => !isOfLambda(thing));
  if (ours.length > 0) throw new Error(`left: ${ours.join(', ')}`);
  return left.length === 0
    ? undefined
    : `but, as in AWS, ${left.length} log groups that Lambda made by itself`;
}
