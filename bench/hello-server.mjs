/** The smallest server there is, for `memory.ts`: node:http that says hello. */

import { createServer } from 'node:http';

const [port = ''] = process.argv.slice(2);
process.on('message', () => {
  process.send?.({
    cpu: process.cpuUsage(),
    rssMb: process.memoryUsage.rss() / 2 ** 20,
    childrenMb: 0,
  });
});
process.on('disconnect', () => process.exit(0));
createServer((_request, response) => response.end('hello')).listen(Number(port), '127.0.0.1', () =>
  process.send?.({ port: Number(port) }),
);
