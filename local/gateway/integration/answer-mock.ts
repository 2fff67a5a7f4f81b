import type { Integration } from '../config.ts';
import { compileSelection } from '../expression/selection-expression.ts';
import { renderTemplate, type TemplateScope } from './mapping-template.ts';

export type MockIntegration = Extract<Integration, { kind: 'mock' }>;

/** What a mock answers; `undefined` when its request template yields no status. */
export type MockAnswer = { readonly statusCode: number; readonly body: string | undefined };

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller reports a template that yields no JSON as a failed integration.
    return undefined;
  }
}

function templateKey(mock: MockIntegration, scope: TemplateScope): string {
  const evaluate = compileSelection(mock.templateSelectionExpression ?? '\\$default');
  const request = {
    get body(): unknown {
      return JSON.parse(scope.body);
    },
  };
  try {
    return evaluate({ request, context: scope.context, stageVariables: scope.stageVariables });
  } catch {
    // A body that can't be looked into selects nothing, and the default template answers.
    return '$default';
  }
}

function first(templates: Readonly<Record<string, string>>, key: string): string | undefined {
  return templates[key] ?? templates['$default'] ?? Object.values(templates)[0];
}

/** A response key is `$default` or a status pattern between slashes. */
function findResponse(mock: MockIntegration, status: number) {
  const matching = mock.responses.find(({ key }) => {
    const pattern = /^\/(.*)\/$/.exec(key)?.[1];
    return pattern !== undefined && new RegExp(`^(?:${pattern})$`).test(String(status));
  });
  return matching ?? mock.responses.find(({ key }) => key === '$default');
}

/** Answers as a MOCK integration: the request template gives the status, the response template the text. */
export function answerMock(mock: MockIntegration, scope: TemplateScope): MockAnswer | undefined {
  const template = first(mock.requestTemplates, templateKey(mock, scope));
  const request = parse(template === undefined ? '{"statusCode":200}' : renderTemplate(template, scope));
  if (typeof request !== 'object' || request === null || !('statusCode' in request)) return undefined;
  const statusCode = Number(request.statusCode);
  if (!Number.isInteger(statusCode)) return undefined;
  const response = findResponse(mock, statusCode);
  const body = response && first(response.templates, '$default');
  return { statusCode, body: body === undefined ? undefined : renderTemplate(body, scope) };
}
