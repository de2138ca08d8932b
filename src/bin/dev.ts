/** `npm start`: the service with the development world around it. Ctrl-C stops everything it began. */

import { startDevelopment } from '../dev/start-development.ts';

const running = await startDevelopment();
for (const line of running.banner) console.log(line);

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(1);
    stopping = true;
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : 'the stop failed');
        process.exit(1);
      },
    );
  });
}
