import { sleep, type IWebhookFunctions } from 'n8n-workflow';
import { loadWebhookSecret, authenticationFailure, type WebhookSecret } from './authenticate';
import { setBounded } from './boundedMap';
import { triggerKey, type Rejection } from './responses';

const MAX_SECRETS = 100;
const MAX_AGE_MS = 10_000;
const MIN_RELOAD_INTERVAL_MS = 1000;

interface CachedSecret {
	/** In milliseconds, from `performance.now()`. */
	loadStartedAt: number;
	secret: Promise<WebhookSecret>;
}

/** Keeps the secrets of triggers for some seconds, because reading a credential costs n8n more than the rest of an event. */
export class SecretCache {
	private readonly secrets = new Map<string, CachedSecret>();

	/**
	 * Returns the secret of a trigger, at most 10 seconds old.
	 *
	 * @throws NodeOperationError if there is none
	 */
	async get(context: IWebhookFunctions): Promise<WebhookSecret> {
		return await this.current(context).secret;
	}

	/**
	 * Returns why a request is rejected, or undefined if it has the secret. Rejects a request only if it doesn't match a
	 * secret that was loaded after it arrived, so that a changed secret works at once.
	 *
	 * @throws NodeOperationError if there is no secret
	 */
	async rejection(context: IWebhookFunctions): Promise<Rejection | undefined> {
		const { headers, query } = context.getRequestObject();
		if (context.getMode() === 'manual') {
			return authenticationFailure(await loadWebhookSecret(context), headers, query);
		}
		const receivedAt = performance.now();
		const cached = this.current(context);
		const rejection = authenticationFailure(await cached.secret, headers, query);
		if (rejection === undefined || cached.loadStartedAt >= receivedAt) return rejection;

		await sleep(Math.max(0, cached.loadStartedAt + MIN_RELOAD_INTERVAL_MS - performance.now()));
		const newest = this.secrets.get(cacheKey(context));
		const isStale = newest === undefined || newest === cached;
		return authenticationFailure(
			await (isStale ? this.load(context) : newest).secret,
			headers,
			query,
		);
	}

	private current(context: IWebhookFunctions): CachedSecret {
		const cached = this.secrets.get(cacheKey(context));
		const isFresh = cached !== undefined && performance.now() - cached.loadStartedAt < MAX_AGE_MS;
		return isFresh ? cached : this.load(context);
	}

	private load(context: IWebhookFunctions): CachedSecret {
		const key = cacheKey(context);
		const cached = { loadStartedAt: performance.now(), secret: loadWebhookSecret(context) };
		setBounded(this.secrets, key, cached, MAX_SECRETS);
		cached.secret.catch(() => this.secrets.delete(key));
		return cached;
	}
}

/** Includes the credential, so that another one works at once. */
function cacheKey(context: IWebhookFunctions): string {
	return `${triggerKey(context)} ${context.getNode().credentials?.orationWebhookSecretApi?.id}`;
}
