import { CORRECT_VALUE, Instance, send, withSecret, type TriggerUnderTest } from '../n8n/instance';
import { newEvent } from '../n8n/load';

/** An n8n with a public address, and one that Oration can't reach. */
export interface Instances {
	n8n: Instance;
	unreachable: Instance;
}

export async function startInstances(): Promise<Instances> {
	const [n8n, unreachable] = await Promise.all([
		Instance.start({ WEBHOOK_URL: 'https://n8n.example.com/' }),
		Instance.start({ WEBHOOK_URL: 'http://n8n.example.com:5678/' }),
	]);
	return { n8n, unreachable };
}

interface StatusPage {
	title: string;
	/** A text of this page only. */
	text: string;
	/** Publishes a trigger with this page. */
	prepare: (instances: Instances) => Promise<TriggerUnderTest>;
}

/** Publishes a trigger that requires a secret. */
const protectedTrigger = async (n8n: Instance, parameters = {}, secret = CORRECT_VALUE) =>
	await n8n.trigger(
		{ authentication: 'sharedSecret', ...parameters },
		await n8n.createSecret(secret),
	);

const READY = 'Ready for events from Oration';
const REJECTED = 'Published, but the last event was rejected';

/** The states of the status page, by the name of their picture. */
export const STATUS_PAGES: Record<string, StatusPage> = {
	'status-empty': {
		title: READY,
		text: 'No events since',
		prepare: async ({ n8n }) => await n8n.trigger(),
	},
	'status-activity': {
		title: READY,
		text: 'Last rejection: just now',
		prepare: async ({ n8n }) => {
			const trigger = await protectedTrigger(n8n, { filters: { directions: ['outbound'] } });
			await send(trigger.url, newEvent());
			const event = newEvent();
			const inbound = { ...event, payload: { ...event.payload, telephonyType: 'inbound' } };
			for (const sent of [event, event, inbound, newEvent(), newEvent()]) {
				await send(trigger.url, sent, withSecret());
			}
			return trigger;
		},
	},
	'status-not-ready': {
		title: "Not ready: the shared secret can't be loaded",
		text: 'Until you fix this, n8n rejects every event.',
		prepare: async ({ n8n }) => await protectedTrigger(n8n, {}, ' '),
	},
	'status-secret-missing': {
		title: REJECTED,
		text: 'because the shared secret is missing. Send it as described below.',
		prepare: async ({ n8n }) => {
			const trigger = await protectedTrigger(n8n);
			await send(trigger.url, newEvent());
			return trigger;
		},
	},
	'status-secret-wrong': {
		title: REJECTED,
		text: 'Enter the same secret in Oration and in the credential that is selected in the Oration Trigger.',
		prepare: async ({ n8n }) => {
			const trigger = await protectedTrigger(n8n);
			await send(trigger.url, newEvent(), withSecret('a-wrong-secret'));
			return trigger;
		},
	},
	'status-hidden': {
		title: READY,
		text: 'This page shows no activity, because Show Activity on Status Page is off',
		prepare: async ({ n8n }) => await n8n.trigger({ options: { showActivity: false } }),
	},
	'status-unreachable': {
		title: "Published, but Oration can't reach the URL",
		text: "Oration can't reach the URL, because it doesn't start with https://",
		prepare: async ({ unreachable }) => await unreachable.trigger(),
	},
};
