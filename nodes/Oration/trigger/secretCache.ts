import { sleep, type IWebhookFunctions } from 'n8n-workflow';
import { loadWebhookSecret, authenticationFailure, type WebhookSecret } from './authenticate';
import { setBounded } from './boundedMap';

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
	 * Returns why a request is rejected, or undefined if it has the secret. Rejects a request only if it doesn't match a
	 * secret that was loaded after it arrived, so that a changed secret works at once.
	 *
	 * @throws NodeOperationError if there is no secret
	 */
	async rejectionReason(context: IWebhookFunctions): Promise<string | undefined> {
		const { headers, query } = context.getRequestObject();
		if (context.getMode() === 'manual') {
			return authenticationFailure(await loadWebhookSecret(context), headers, query);
		}
		const key = cacheKey(context);
		const receivedAt = performance.now();
		let cached = this.secrets.get(key);
		if (cached === undefined || performance.now() - cached.loadStartedAt >= MAX_AGE_MS) {
			cached = this.load(key, context);
		}
		const reason = authenticationFailure(await cached.secret, headers, query);
		if (reason === undefined || cached.loadStartedAt >= receivedAt) return reason;

		await sleep(Math.max(0, cached.loadStartedAt + MIN_RELOAD_INTERVAL_MS - performance.now()));
		const newest = this.secrets.get(key);
		const isStale = newest === undefined || newest === cached;
		return authenticationFailure(
			await (isStale ? this.load(key, context) : newest).secret,
			headers,
			query,
		);
	}

	private load(key: string, context: IWebhookFunctions): CachedSecret {
		const cached = { loadStartedAt: performance.now(), secret: loadWebhookSecret(context) };
		setBounded(this.secrets, key, cached, MAX_SECRETS);
		cached.secret.catch(() => {
			if (this.secrets.get(key) === cached) this.secrets.delete(key);
		});
		return cached;
	}
}

/** Includes the credential, so that another one works at once. */
function cacheKey(context: IWebhookFunctions): string {
	const { id, credentials } = context.getNode();
	return `${context.getWorkflow().id} ${id} ${credentials?.orationWebhookSecretApi?.id}`;
}
