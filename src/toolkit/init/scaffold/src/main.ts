import { createApp, loadContract } from 'concordat/server';
import { createHandlers } from './handlers.ts';

const port = Number(process.env['PORT'] ?? 3000);
const app = createApp({ contract: await loadContract('openapi.yaml'), handlers: createHandlers() });

app.listen(port, '127.0.0.1', (error) => {
  if (error) throw error;
  console.log(
    `Listening. Try: curl -d '{"text":"Buy milk"}' -H 'content-type: application/json' 127.0.0.1:${port}/notes`,
  );
});
