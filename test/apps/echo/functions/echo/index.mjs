import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';

const client = new ApiGatewayManagementApiClient({ endpoint: process.env.CALLBACK_URL });

/** Echoes the frame: as the response of a two-way route, and as a post on a one-way one. */
export const handler = async ({ requestContext, body }) => {
  const { routeKey, connectionId, authorizer } = requestContext;
  if (routeKey === '$connect') return { statusCode: 200 };
  const reply = { youSent: JSON.parse(body), by: authorizer.principalId, level: authorizer.level };
  if (routeKey === 'echo/oneWay')
    await client.send(
      new PostToConnectionCommand({ ConnectionId: connectionId, Data: JSON.stringify(reply) }),
    );
  return { statusCode: 200, body: JSON.stringify(reply) };
};
