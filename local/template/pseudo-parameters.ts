import { account, arn } from './account.ts';
import { noValue, type Resolved } from './lookup.ts';

/** The parameters that CloudFormation itself gives every stack. */
export const pseudoParameters = (stackName: string): Readonly<Record<string, Resolved>> => ({
  'AWS::AccountId': account.id,
  'AWS::NoValue': noValue,
  'AWS::NotificationARNs': [],
  'AWS::Partition': account.partition,
  'AWS::Region': account.region,
  'AWS::StackId': arn('cloudformation', `stack/${stackName}/local`),
  'AWS::StackName': stackName,
  'AWS::URLSuffix': account.urlSuffix,
});
