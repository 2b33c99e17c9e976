/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports --
   this proxy delays a database; the package doesn't include tests */
import { once } from 'node:events';
import net from 'node:net';
import { freePort } from '../../scripts/process';

/** A TCP proxy that delays data in both directions. */
export class SlowProxy {
	delayMs = 0;

	private constructor(
		readonly port: number,
		private readonly server: net.Server,
	) {}

	static async start(target: number): Promise<SlowProxy> {
		const server = net.createServer();
		const proxy = new SlowProxy(await freePort(), server);
		server.on('connection', (client) => {
			const upstream = net.connect(target, '127.0.0.1');
			proxy.forward(client, upstream);
			proxy.forward(upstream, client);
		});
		server.listen(proxy.port, '127.0.0.1');
		await once(server, 'listening');
		return proxy;
	}

	private forward(from: net.Socket, to: net.Socket): void {
		from.on('data', (chunk) => setTimeout(() => to.write(chunk), this.delayMs));
		from.on('close', () => to.destroy());
		from.on('error', () => to.destroy());
	}

	async stop(): Promise<void> {
		this.server.close();
		await once(this.server, 'close');
	}
}
