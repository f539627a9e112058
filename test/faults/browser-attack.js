/**
 * What a page tries on a mock at `mock`, to read from it and to send requests through it to `victim`, which is another server of
 * this machine. Returns what it could read, by attack.
 */
globalThis.attack = async ({ mock, victim }) => {
  const read = {};
  const within = (work) => Promise.race([work, new Promise((resolve) => setTimeout(resolve, 1500))]).catch(() => {});
  const tell = (name, text) => {
    if (/secret|Requests|"url"|connected/.test(text)) read[name] = text.slice(0, 60).replaceAll(/\s+/g, ' ');
  };
  const control = `${mock}/__concordat`;
  const to = `to=${encodeURIComponent(`${victim}/webhook`)}`;
  for (const path of ['/state', '/requests', '/', '/../__concordat/state'])
    await within(fetch(control + path).then(async (response) => tell(`GET ${path}`, await response.text())));
  await within(
    fetch(`${control}/state`, { credentials: 'include' }).then(async (one) =>
      tell('GET with credentials', await one.text()),
    ),
  );
  const events = new EventSource(`${control}/requests/stream`);
  await within(
    new Promise((resolve) => {
      events.onmessage = ({ data }) => resolve(tell('event stream', data));
      events.onerror = () => resolve();
    }),
  );
  events.close();
  await within(
    new Promise((resolve) => {
      const script = document.createElement('script');
      script.src = `${control}/state`;
      script.onload = () => resolve(tell('script', 'connected'));
      script.onerror = () => resolve();
      document.head.append(script);
    }),
  );
  await within(
    new Promise((resolve) => {
      const socket = new WebSocket(`${control.replace('http', 'ws')}/requests/stream`);
      socket.onopen = () => resolve(tell('WebSocket', 'connected'));
      socket.onerror = () => resolve();
    }),
  );
  const frame = document.createElement('iframe');
  await within(
    new Promise((resolve) => {
      addEventListener('message', ({ data }) => resolve(tell('script in a document of the API', String(data))), {
        once: true,
      });
      frame.src = `${mock}/page`;
      document.body.append(frame);
    }),
  );
  for (const name of ['reset', `webhooks/changed?${to}`]) {
    await within(fetch(`${control}/${name}`, { method: 'POST', mode: 'no-cors' }));
    await within(
      fetch(`${control}/${name}`, { method: 'POST' }).then(async (one) =>
        tell(`POST ${name.split('?')[0]}`, await one.text()),
      ),
    );
    navigator.sendBeacon(`${control}/${name}`);
    const form = document.createElement('form');
    form.method = 'POST';
    form.action = `${control}/${name}`;
    form.target = 'sink';
    const sink = document.createElement('iframe');
    sink.name = 'sink';
    document.body.append(sink, form);
    form.submit();
    await new Promise((resolve) => setTimeout(resolve, 300));
    sink.remove();
  }
  for (const url of [`${control}/reset`, `${control}/webhooks/changed?${to}`, `${victim}/callback`]) {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer x' };
    await within(fetch(`${mock}/jobs`, { method: 'POST', headers, body: JSON.stringify({ url }) }));
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  return read;
};

globalThis.frameControlPage = (url) => {
  const frame = document.createElement('iframe');
  frame.src = url;
  document.body.append(frame);
  return new Promise((resolve) => setTimeout(resolve, 500));
};
