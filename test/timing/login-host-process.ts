/** The login host in a process of its own, so that the one who measures does not disturb it. */

import { startLoginHost } from './login-host.ts';

const host = await startLoginHost(Number(process.argv[2]), 'nobody knows');
process.on('disconnect', () => {
  host.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
process.send?.({ url: host.url });
