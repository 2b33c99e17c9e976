import { sleep, type IWebhookFunctions } from 'n8n-workflow';
import { loadWebhookSecret, refusal, type WebhookSecret } from './authenticate';
import { setNewest } from './newest';

const MAX_SECRETS = 100;
const MAX_AGE_MS = 10_000;
const MIN_RELOAD_INTERVAL_MS = 1000;

interface KeptSecret {
	/** When its loading began, in milliseconds of `performance.now()`. */
	loadedAt: number;
	secret: Promise<WebhookSecret>;
}

/** Keeps the secrets of triggers for a moment, because reading a credential takes n8n longer than all the rest of an event. */
export class KeptSecrets {
	private readonly secrets = new Map<string, KeptSecret>();

	/**
	 * Returns why a request is rejected, or undefined if it carries the secret. Rejects a request only by a secret whose
	 * loading began after the request came, so that a changed secret works at once.
	 *
	 * @throws NodeOperationError if there is no secret
	 */
	async rejectionReason(context: IWebhookFunctions): Promise<string | undefined> {
		const { headers, query } = context.getRequestObject();
		if (context.getMode() === 'manual') {
			return refusal(await loadWebhookSecret(context), headers, query);
		}
		const id = idOf(context);
		const receivedAt = performance.now();
		let kept = this.secrets.get(id);
		if (kept === undefined || performance.now() - kept.loadedAt >= MAX_AGE_MS) {
			kept = this.load(id, context);
		}
		const reason = refusal(await kept.secret, headers, query);
		if (reason === undefined || kept.loadedAt >= receivedAt) return reason;

		await sleep(Math.max(0, kept.loadedAt + MIN_RELOAD_INTERVAL_MS - performance.now()));
		const newest = this.secrets.get(id);
		const isOld = newest === undefined || newest === kept;
		return refusal(await (isOld ? this.load(id, context) : newest).secret, headers, query);
	}

	private load(id: string, context: IWebhookFunctions): KeptSecret {
		const kept = { loadedAt: performance.now(), secret: loadWebhookSecret(context) };
		setNewest(this.secrets, id, kept, MAX_SECRETS);
		kept.secret.catch(() => {
			if (this.secrets.get(id) === kept) this.secrets.delete(id);
		});
		return kept;
	}
}

/** One trigger with one credential, so that another credential works at once. */
function idOf(context: IWebhookFunctions): string {
	const { id, credentials } = context.getNode();
	return `${context.getWorkflow().id} ${id} ${credentials?.orationWebhookSecretApi?.id}`;
}
