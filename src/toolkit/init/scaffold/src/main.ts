import { createApp } from './app.ts';

const port = Number(process.env['PORT'] ?? 3000);

createApp().listen(port, '127.0.0.1', () => {
  console.log(
    `Listening. Try: curl -d '{"text":"Buy milk"}' -H 'content-type: application/json' 127.0.0.1:${port}/notes`,
  );
});
