const mask = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

function lengthBytes(size: number): readonly number[] {
  if (size < 126) return [0x80 | size];
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(size));
  return size < 65_536 ? [0x80 | 126, ...bytes.subarray(6)] : [0x80 | 127, ...bytes];
}

/** A masked frame, byte by byte; `length` may lie. */
export function frame(opcode: number, payload: Buffer | string, { fin = true, length = -1 } = {}): Buffer {
  const bytes = Buffer.from(payload);
  const head = [(fin ? 0x80 : 0) | opcode, ...lengthBytes(length < 0 ? bytes.length : length)];
  const masked = bytes.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([Buffer.from(head), mask, masked]);
}

export type ReceivedFrame = { readonly opcode: number; readonly fin: boolean; readonly payload: Buffer };

function readFrame(bytes: Buffer): { readonly frame: ReceivedFrame; readonly rest: Buffer } | undefined {
  if (bytes.length < 2 || (bytes.length < 4 && bytes[1] === 126)) return undefined;
  const first = bytes.readUInt8(0);
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short === 126 ? 4 : 2;
  const end = start + (short === 126 ? bytes.readUInt16BE(2) : short);
  if (end > bytes.length) return undefined;
  const frame = { opcode: first & 0x0f, fin: first >= 0x80, payload: bytes.subarray(start, end) };
  return { frame, rest: bytes.subarray(end) };
}

/** The whole frames in a server's bytes. */
export function readFrames(bytes: Buffer): readonly ReceivedFrame[] {
  const frames: ReceivedFrame[] = [];
  for (let read = readFrame(bytes); read; read = readFrame(read.rest)) frames.push(read.frame);
  return frames;
}

/** The close frame in a server's bytes, if there is one. */
export function closeFrame(bytes: Buffer): { readonly code: number; readonly reason: string } | undefined {
  const payload = readFrames(bytes).find(({ opcode }) => opcode === 8)?.payload;
  if (!payload) return undefined;
  return payload.length < 2
    ? { code: 1005, reason: '' }
    : { code: payload.readUInt16BE(0), reason: payload.toString('utf8', 2) };
}
