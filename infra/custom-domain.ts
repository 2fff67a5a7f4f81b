import { CfnOutput } from 'aws-cdk-lib';
import { ApiMapping, DomainName, type IApi, type IStage, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import type { Domain } from './stage.ts';

type Target = { readonly api: IApi; readonly stage: IStage };

/**
 * A name of the stage's own for one of its APIs, over TLS 1.2. The output says what the name must point to: who keeps its
 * zone is not known here.
 */
export function customDomain(scope: Construct, { name, certificateArn }: Domain, target: Target): void {
  const domainName = new DomainName(scope, 'Domain', {
    domainName: name,
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', certificateArn),
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  new ApiMapping(scope, 'Mapping', { ...target, domainName });
  new CfnOutput(scope, 'DomainTarget', {
    description: `Where ${name} must point to`,
    value: domainName.regionalDomainName,
  });
}
