import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { CodedError, guardConnections, serverLimits } from 'concordat/server';
import { createService } from './app.ts';

const { PORT = '3000', HOST = '127.0.0.1', USER_NAME = 'demo', PASSWORD } = process.env;
const password = PASSWORD || randomBytes(9).toString('base64url');

const service = await createService(USER_NAME, password).catch((error: Error) => {
  // Of the contract, or a handler that is missing: the message says where, and what to do.
  console.error(error instanceof CodedError ? error.message : error);
  return process.exit(1);
});
const server = createServer(serverLimits, service);
const close = guardConnections(server);

server.on('error', (error: NodeJS.ErrnoException) => {
  const isTaken = error.code === 'EADDRINUSE';
  console.error(isTaken ? `Port ${PORT} is in use. Name another one: PORT=3001 npm start` : error.message);
  process.exit(1);
});
server.listen(Number(PORT), HOST, () => {
  const url = `http://${HOST}:${PORT}`;
  console.log(`Listening at ${url}
The user is ${USER_NAME}${PASSWORD ? '' : `, the password ${password} (PASSWORD sets one that stays)`}

Try:
  TOKEN=$(curl -s ${url}/token -d grant_type=password -d username=${USER_NAME} -d password=${PASSWORD ? '…' : password} | sed 's/.*"access_token":"\\([^"]*\\).*/\\1/')
  curl ${url}/notes -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"text":"Buy milk"}' -w '\\n'
  curl ${url}/notes -H "Authorization: Bearer $TOKEN" -w '\\n'`);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => close());
