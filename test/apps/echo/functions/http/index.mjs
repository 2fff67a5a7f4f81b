import http from 'node:http';

/** Answers what it was asked; `/api/async` invokes another function and doesn't wait for it. */
export const handler = async (event, context) => {
  if (event.rawPath === '/api/async') return { statusCode: await invokeLater(event.queryStringParameters) };
  return {
    greeting: process.env.GREETING,
    routeKey: event.routeKey,
    path: event.rawPath,
    parameters: event.pathParameters,
    from: event.headers['x-forwarded-for'],
    remaining: context.getRemainingTimeInMillis(),
  };
};

const invokeLater = (payload) =>
  new Promise((resolve, reject) => {
    const { AWS_ENDPOINT_URL_LAMBDA: url, AWS_ACCESS_KEY_ID: key, FAULTY } = process.env;
    const headers = {
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20300101/us-east-1/lambda/aws4_request`,
      'x-amz-invocation-type': 'Event',
    };
    const request = http.request(`${url}/2015-03-31/functions/${FAULTY}/invocations`, {
      method: 'POST',
      headers,
    });
    request.on('response', (response) => resolve(response.resume().statusCode));
    request.on('error', reject);
    request.end(JSON.stringify(payload));
  });
