import { WebSocket } from 'ws';

/** 32 KB, read as 32 * 1024. */
export const maxFrameBytes = 32 * 1024;
/** 128 KB, read as 128 * 1024. */
export const maxMessageBytes = 128 * 1024;

const reasons = new Map([[1009, 'Message too big']]);

/** A server's socket that says why it closes where the cloud is seen to. */
export class GatewaySocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason ?? (code === undefined ? undefined : reasons.get(code)));
  }
}

type ReportError = (error: Error) => void;

/** The part of the receiver of `ws` that knows a frame's length before its payload is read. */
type Receiver = {
  _opcode: number;
  _payloadLength: number;
  haveLength: (done: ReportError) => void;
  createError: (
    type: typeof RangeError,
    message: string,
    prefix: boolean,
    status: number,
    code: string,
  ) => Error;
};

const binaryOpcode = 2;
const firstControlOpcode = 8;

function isReceiver(value: unknown): value is Receiver {
  if (typeof value !== 'object' || value === null) return false;
  return 'haveLength' in value && 'createError' in value && '_payloadLength' in value && '_opcode' in value;
}

type Refusal = { readonly message: string; readonly status: number; readonly code: string };

function refusal({ _opcode, _payloadLength }: Receiver): Refusal | undefined {
  if (_opcode === binaryOpcode) return { message: 'Binary frame', status: 1003, code: 'WS_ERR_BINARY' };
  if (_opcode >= firstControlOpcode || _payloadLength <= maxFrameBytes) return undefined;
  return { message: 'Frame too long', status: 1009, code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' };
}

function checkFrame(this: Receiver, done: ReportError): void {
  const refused = refusal(this);
  if (refused) done(this.createError(RangeError, refused.message, false, refused.status, refused.code));
  else Object.getPrototypeOf(this).haveLength.call(this, done);
}

/**
 * Makes a socket refuse binary frames (1003) and frames over 32 KB (1009) as soon as their length is known.
 * @NOTE `ws` limits messages, not frames, so this looks into its receiver. Its version is pinned, it throws when the receiver
 * looks different, and rules B1 and B2 are tested over the wire.
 */
export function limitFrames(socket: GatewaySocket): void {
  const receiver: unknown = Reflect.get(socket, '_receiver');
  if (!isReceiver(receiver)) throw new Error('cannot limit frames: this version of ws has another receiver');
  receiver.haveLength = checkFrame;
}

const closeCodes = new Map([
  ['WS_ERR_BINARY', 1003],
  ['WS_ERR_INVALID_UTF8', 1007],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 1008],
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 1009],
  ['WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', 1009],
]);

/** The close that answers what a client did wrong; `undefined` when the error isn't one of its frames. */
export function violation(error: Error): { readonly code: number; readonly reason: string } | undefined {
  if (!('code' in error) || typeof error.code !== 'string' || !error.code.startsWith('WS_ERR_'))
    return undefined;
  const code = closeCodes.get(error.code) ?? 1002;
  return { code, reason: reasons.get(code) ?? '' };
}
