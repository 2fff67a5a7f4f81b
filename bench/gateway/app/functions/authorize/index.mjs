/** Lets everybody in who says a name. */
export const handler = async ({ methodArn, headers }) => ({
  principalId: headers['x-user'],
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn }],
  },
  context: { level: 7 },
});
