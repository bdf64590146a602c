/**
 * Runs inside one network namespace: serves ports and sends probes, as told by JSON lines on standard input, one answer a line.
 *
 * serve: TCP and UDP servers that send back what they get. send: one connection, datagram or echo request per probe; the answer
 * names the probes whose reply came back, and those to which an ICMP error came back.
 */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const servers = new Map();

function serve({ proto, address, port }) {
  const key = `${proto} ${address} ${port}`;
  if (servers.has(key)) return servers.get(key);
  const ready = new Promise((resolve) => {
    if (proto === 'tcp') {
      const server = createServer((socket) => {
        socket.on('error', () => socket.destroy());
        socket.pipe(socket);
      });
      server.on('error', (error) => resolve(`${key}: ${error.message}`));
      server.listen({ host: address, port, backlog: 512 }, () => resolve());
    } else {
      const server = createSocket(address.includes(':') ? 'udp6' : 'udp4');
      server.on('error', (error) => resolve(`${key}: ${error.message}`));
      server.on('message', (data, from) => server.send(data, from.port, from.address));
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

createInterface({ input: process.stdin }).on('line', async (line) => {
  const command = JSON.parse(line);
  const answer =
    command.serve !== undefined
      ? { problems: (await Promise.all(command.serve.map(serve))).filter((p) => p !== undefined) }
      : await send(command.send);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
