import { isObject, type JsonObject } from './cloud-formation.ts';
import { stableId } from './physical-id.ts';
import { type Referred, refOf } from './references.ts';

/** The text a secret of the template holds: what it says, or a generated one that stays the same between starts. */
function secretText(resource: Referred): string {
  const { SecretString: given, GenerateSecretString: rule } = resource.properties;
  if (typeof given === 'string') return given;
  const options = isObject(rule) ? rule : {};
  const length = Number(options['PasswordLength'] ?? 32);
  const password = stableId(`secret:${refOf(resource)}`, Math.min(length, 32));
  const { SecretStringTemplate: template, GenerateStringKey: key } = options;
  if (typeof template !== 'string' || typeof key !== 'string') return password;
  const fields: unknown = JSON.parse(template);
  return JSON.stringify({ ...(isObject(fields) ? fields : {}), [key]: password });
}

/** Splits `<name or arn>:SecretString:<json key>:<stage>:<version>`; an ARN has colons of its own. */
function secretReference(reference: string): { readonly id: string; readonly key: string } {
  const [id = '', rest = ''] = reference.split(':SecretString');
  const [, key = ''] = rest.split(':');
  return { id: rest === '' ? reference.replace(/:+$/, '') : id, key };
}

/** Answers dynamic references from the secrets and parameters that the templates themselves declare. */
export function secretLookup(
  find: (type: string) => readonly Referred[],
): (service: string, ref: string) => string {
  return (service, reference) => {
    if (service !== 'secretsmanager') return parameterText(find('AWS::SSM::Parameter'), reference);
    const { id, key } = secretReference(reference);
    const secret = find('AWS::SecretsManager::Secret').find(
      (candidate) => refOf(candidate) === id || candidate.properties['Name'] === id,
    );
    const text = secret ? secretText(secret) : '';
    if (key === '' || text === '') return text;
    const fields: JsonObject = JSON.parse(text);
    return String(fields[key] ?? '');
  };
}

function parameterText(parameters: readonly Referred[], reference: string): string {
  const [name] = reference.split(':');
  return String(parameters.find((candidate) => refOf(candidate) === name)?.properties['Value'] ?? '');
}
