const pattern = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^}]+)\}\}/g;

/** Replaces `{{resolve:service:reference}}` in a text. */
export const expandDynamicReferences = (
  text: string,
  secret: (service: string, reference: string) => string,
): string =>
  text.replace(pattern, (_whole, service: string, reference: string) => secret(service, reference));
