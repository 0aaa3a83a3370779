// One JetStream round trip over a plain socket: INFO, CONNECT, SUB, PUB `$JS.API.INFO`, MSG. An open port says
// nothing (a server with a full disk still takes connections), an answer of JetStream does. It refuses to be a
// client: one question, one answer, and the socket is closed.

import { connect, type Socket } from 'node:net';

export interface ServerAnswer {
  /** The server's own name, as its configuration gave it. */
  name: string;
  version: string;
  jetstream: boolean;
}

interface Greeting {
  server_name?: string;
  version?: string;
  jetstream?: boolean;
}

const inbox = '_INBOX.parley.broker';

/** Asks the server for JetStream's state. Rejects with an Error where there is no good answer within `timeoutMs`. */
export function jetStreamRoundTrip(host: string, port: number, timeoutMs: number): Promise<ServerAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let received = '';
    let greeting: Greeting | undefined;
    const timer = setTimeout(() => fail(new Error(`no answer of JetStream within ${timeoutMs} ms`)), timeoutMs);

    function finish(settle: () => void): void {
      clearTimeout(timer);
      socket.destroy();
      settle();
    }
    const fail = (error: Error) => finish(() => reject(error));

    function read(): void {
      if (greeting === undefined) {
        greeting = readGreeting(received);
        if (greeting === undefined) return;
        if (greeting.jetstream !== true) throw new Error('the server runs without JetStream');
        ask(socket);
      }
      const refusal = /-ERR '([^']*)'/.exec(received);
      if (refusal !== null) throw new Error(`the server refused: ${refusal[1]}`);
      if (!/^MSG \S+ 1 \d+\r\n.*\r\n/m.test(received)) return;
      if (received.includes('"error":{')) throw new Error('JetStream answered with an error');
      const { server_name: name = '', version = '' } = greeting;
      finish(() => resolve({ name, version, jetstream: true }));
    }

    socket.setEncoding('utf8');
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('the server closed the connection')));
    socket.on('data', (text: string) => {
      received += text;
      try {
        read();
      } catch (error) {
        fail(error as Error);
      }
    });
  });
}

function readGreeting(received: string): Greeting | undefined {
  if (received !== '' && !'INFO '.startsWith(received.slice(0, 5))) throw new Error('not a nats-server');
  const greeting = /^INFO (\{.*\}) *\r\n/.exec(received);
  return greeting?.[1] === undefined ? undefined : (JSON.parse(greeting[1]) as Greeting);
}

function ask(socket: Socket): void {
  const options = {
    verbose: false,
    pedantic: false,
    name: 'parley-broker',
    lang: 'node',
    version: '0.1.0',
    protocol: 1,
  };
  socket.write(`CONNECT ${JSON.stringify(options)}\r\nSUB ${inbox} 1\r\nPUB $JS.API.INFO ${inbox} 0\r\n\r\n`);
}
