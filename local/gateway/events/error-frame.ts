/**
 * The text of an error as a client gets it, in a frame or as the body of a refused handshake. The spaces are where the cloud
 * puts them.
 */
export function errorFrame(message: string, connectionId: string, requestId: string): string {
  return `{"message": "${message}", "connectionId":"${connectionId}", "requestId":"${requestId}"}`;
}
