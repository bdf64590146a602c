/**
 * Runs inside one network namespace: serves ports and sends probes, as told by JSON lines on standard input, one answer a line.
 *
 * serve: TCP and UDP servers that send back what they get; asked for a `stream` they go on sending. send: one connection, datagram
 * or echo request per probe; the answer names the probes whose reply came back, and those that were refused. stream: how long,
 * in milliseconds, a stream that was asked for kept arriving, and how much of it came.
 */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const servers = new Map();

const STREAM_EVERY_MS = 50;

/** Sends one small packet after the other for a time, whatever the other side does. */
function stream(write, milliseconds) {
  const timer = setInterval(() => write('more'), STREAM_EVERY_MS);
  setTimeout(() => clearInterval(timer), milliseconds);
}

function asked(data) {
  const found = /^stream (\d+)/.exec(String(data));
  return found === null ? undefined : Number(found[1]);
}

function serve({ proto, address, port }) {
  const key = `${proto} ${address} ${port}`;
  if (servers.has(key)) return servers.get(key);
  const ready = new Promise((resolve) => {
    if (proto === 'tcp') {
      const server = createServer((socket) => {
        socket.on('error', () => socket.destroy());
        socket.on('data', (data) => {
          const time = asked(data);
          if (time === undefined) socket.write(data);
          else stream((text) => socket.destroyed || socket.write(text), time);
        });
      });
      server.on('error', (error) => resolve(`${key}: ${error.message}`));
      server.listen({ host: address, port, backlog: 512 }, () => resolve());
    } else {
      const server = createSocket(address.includes(':') ? 'udp6' : 'udp4');
      server.on('error', (error) => resolve(`${key}: ${error.message}`));
      server.on('message', (data, from) => {
        const time = asked(data);
        if (time === undefined) server.send(data, from.port, from.address);
        else stream((text) => server.send(text, from.port, from.address), time);
      });
      server.bind({ address, port }, () => resolve());
    }
  });
  servers.set(key, ready);
  return ready;
}

const SENDERS = {
  tcp({ source, target, port }, done) {
    const socket = connect({ host: target, port, localAddress: source });
    socket.on('connect', () => socket.write('probe'));
    socket.on('data', () => done('reply'));
    socket.on('error', (error) => done(error.code === 'ECONNREFUSED' ? 'refused' : undefined));
    return () => socket.destroy();
  },
  udp({ source, target, port }, done) {
    const socket = createSocket(target.includes(':') ? 'udp6' : 'udp4');
    socket.on('error', (error) => done(error.code === 'ECONNREFUSED' ? 'refused' : undefined));
    socket.on('message', () => done('reply'));
    socket.bind({ address: source, port: 0 }, () => {
      socket.connect(port, target, (error) => {
        if (!error) socket.send('probe');
      });
    });
    return () => {
      try {
        socket.close();
      } catch {
        // Already closed by its own error.
      }
    };
  },
  icmp({ source, target }, done) {
    const ping = spawn('ping', ['-n', '-q', '-c', '1', '-W', '1', '-I', source, target], { stdio: 'ignore' });
    ping.on('error', () => done(undefined));
    ping.on('exit', (code) => done(code === 0 ? 'reply' : undefined));
    return () => ping.kill('SIGKILL');
  },
};

const SETTLE_MS = 250;
const LONGEST_MS = 8000;

/** Ends when all awaited replies are there and, after everything was sent, some time has passed for what should not arrive. */
async function send(probes) {
  const replied = new Set();
  const refused = new Set();
  const awaited = new Set(probes.filter((p) => p.awaited).map((p) => p.n));
  let tell = () => {};
  const stops = probes.map((probe) =>
    SENDERS[probe.proto](probe, (what) => {
      if (what === 'reply') replied.add(probe.n);
      if (what === 'refused') refused.add(probe.n);
      awaited.delete(probe.n);
      if (awaited.size === 0) tell();
    }),
  );
  await new Promise((resolve) => {
    tell = resolve;
    if (awaited.size === 0) resolve();
    setTimeout(resolve, LONGEST_MS).unref();
  });
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  for (const stop of stops) stop();
  return { replied: [...replied], refused: [...refused] };
}

/** Asks a server for a stream and says when its last packet came. */
async function listen({ proto, source, target, port, milliseconds }) {
  const began = Date.now();
  let last = 0;
  let count = 0;
  const note = () => {
    last = Date.now() - began;
    count++;
  };
  const request = `stream ${milliseconds}`;
  let close;
  if (proto === 'tcp') {
    const socket = connect({ host: target, port, localAddress: source }, () => socket.write(request));
    socket.on('data', note);
    socket.on('error', () => socket.destroy());
    close = () => socket.destroy();
  } else {
    const socket = createSocket('udp4');
    socket.on('message', note);
    socket.bind({ address: source, port: 0 }, () => socket.send(request, port, target));
    close = () => socket.close();
  }
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  close();
  return { last, count };
}

async function answer(command) {
  if (command.serve !== undefined)
    return { problems: (await Promise.all(command.serve.map(serve))).filter((p) => p !== undefined) };
  return command.stream === undefined ? send(command.send) : listen(command.stream);
}

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, ...command } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ id, ...(await answer(command)) })}\n`);
});
