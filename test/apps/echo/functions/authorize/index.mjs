export const handler = async ({ methodArn, headers }) => {
  const user = headers['x-user'];
  if (user === 'nobody') throw new Error('Unauthorized');
  return {
    principalId: user,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Action: 'execute-api:Invoke', Effect: user === 'eve' ? 'Deny' : 'Allow', Resource: methodArn },
      ],
    },
    context: { level: 7 },
  };
};
