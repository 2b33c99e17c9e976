import type { IWebhookFunctions } from 'n8n-workflow';
import { setBounded } from '../activity/boundedMap';
import type { Rejection } from '../activity/outcomes';
import { authenticationFailure, loadWebhookSecret, type WebhookSecret } from './secret';

const MAX_AGE_MS = 10_000;
const MIN_FAILURE_INTERVAL_MS = 10_000;
const MIN_RELOAD_INTERVAL_MS = 1000;

interface CachedSecret {
	/** In milliseconds, from `performance.now()`. */
	loadStartedAt: number;
	secret: Promise<WebhookSecret>;
}

/** Keeps the secrets of triggers for some seconds, because reading a credential costs n8n more than the rest of an event. */
export class SecretCache {
	private readonly secrets = new Map<string, CachedSecret>();

	/** When each trigger last failed visibly, in milliseconds, from `performance.now()`. */
	private readonly lastFailures = new Map<string, number>();

	/**
	 * Returns why a request is rejected, or undefined if it has the secret. A request is rejected only if it doesn't match a
	 * secret that is at most a second old, so that a changed secret soon works.
	 *
	 * @throws NodeOperationError if there is no secret
	 */
	async rejection(context: IWebhookFunctions, trigger: string): Promise<Rejection | undefined> {
		const { headers, query } = context.getRequestObject();
		if (context.getMode() === 'manual') {
			return authenticationFailure(await loadWebhookSecret(context), headers, query);
		}
		const secret = await this.get(context, trigger);
		if (!authenticationFailure(secret, headers, query)) return undefined;
		const newest = await this.get(context, trigger, MIN_RELOAD_INTERVAL_MS);
		return authenticationFailure(newest, headers, query);
	}

	/**
	 * Returns the secret of a trigger, at most 10 seconds old.
	 *
	 * @throws NodeOperationError if there is none
	 */
	async get(context: IWebhookFunctions, trigger: string, maxAgeMs = MAX_AGE_MS) {
		// Includes the credential, so that another one works at once.
		const key = `${trigger} ${context.getNode().credentials?.orationWebhookSecretApi?.id}`;
		const now = performance.now();
		const cached = this.secrets.get(key);
		if (cached && now - cached.loadStartedAt < maxAgeMs) return await cached.secret;

		const loaded = { loadStartedAt: now, secret: loadWebhookSecret(context) };
		setBounded(this.secrets, key, loaded);
		loaded.secret.catch(() => this.secrets.delete(key));
		return await loaded.secret;
	}

	/** Lets a trigger fail visibly once in 10 seconds, because strangers must not fill the list of executions. */
	claimVisibleFailure(trigger: string): boolean {
		const now = performance.now();
		const last = this.lastFailures.get(trigger);
		if (last !== undefined && now - last < MIN_FAILURE_INTERVAL_MS) return false;
		setBounded(this.lastFailures, trigger, now);
		return true;
	}
}
