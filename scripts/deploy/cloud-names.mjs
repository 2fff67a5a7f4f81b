// Imported first (`node --import`): the host names that AWS gives to APIs and distributions lead to the emulator's door on this machine. Ports and
// addresses change, names stay: so URLs of the template are used as they are, and certificates are checked.
import { Socket } from 'node:net';

const port = Number(process.env.EMULATOR_DOOR);
const isOurs = /\.(execute-api\.[\w-]+\.amazonaws\.com|cloudfront\.net)$/;
const { connect } = Socket.prototype;

Socket.prototype.connect = function (...args) {
  // node:net hands on its arguments as one array that is marked as such, and has to stay the same one.
  const normalized = Array.isArray(args[0]) ? args[0] : args;
  const [options] = normalized;
  if (isOurs.test(options?.host ?? '')) normalized[0] = { ...options, host: '127.0.0.1', port };
  return connect.apply(this, args);
};
