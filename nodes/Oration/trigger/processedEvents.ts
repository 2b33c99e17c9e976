import { randomUUID } from 'crypto';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { setBounded } from './boundedMap';

const MAX_TRIGGERS = 100;
const MAX_OWN_EVENTS = 50;
/** Each event takes two entries: its key and its delivery. */
const N8N_LIST = { mode: 'entries', maxEntries: 1000 } as const;

/** The delivery that started the workflow, by event key. */
type Events = Map<string, string>;

interface Trigger {
	/** The newest events that this process accepted, oldest first. */
	own: Events;
	/** Settles when the last call for this trigger ends. Never rejects. */
	lastCheck: Promise<unknown>;
}

/**
 * Adds the key of an event and the ID of its delivery to an item, beside its `json`. n8n stores them with the execution.
 * An execution that n8n runs again has the same delivery, so it isn't a duplicate of itself.
 */
export function withEventKey(item: INodeExecutionData, key: string): INodeExecutionData {
	return { ...item, orationEventKey: key, orationDelivery: randomUUID() };
}

function withoutEventKey(item: INodeExecutionData): INodeExecutionData {
	const output = { ...item };
	delete output.orationEventKey;
	delete output.orationDelivery;
	return output;
}

/** Recognizes events that a trigger has processed before in any process, with a list in n8n's database. */
export class ProcessedEvents {
	private readonly triggers = new Map<string, Trigger>();

	/** Returns the items without duplicates and keys. Never throws. */
	async skipDuplicates(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
		const items = context.getInputData();
		const events: Events = new Map(items.flatMap(readKey));
		if (events.size === 0) return items;

		const id = `${context.getWorkflow().id} ${context.getNode().id}`;
		const trigger = this.triggers.get(id) ?? { own: new Map(), lastCheck: Promise.resolve() };
		setBounded(this.triggers, id, trigger, MAX_TRIGGERS);
		// n8n reads and writes its list without a lock.
		const check = trigger.lastCheck.then(
			async () => await findDuplicates(context, trigger.own, events),
		);
		trigger.lastCheck = check;
		const duplicates = await check;
		return items
			.filter((item) => !readKey(item).some(([key]) => duplicates.has(key)))
			.map(withoutEventKey);
	}
}

function readKey({
	orationEventKey: key,
	orationDelivery: delivery,
}: INodeExecutionData): Array<[key: string, delivery: string]> {
	return typeof key === 'string' && typeof delivery === 'string' ? [[key, delivery]] : [];
}

/** Records new events, and returns the keys of events that had another delivery before. */
async function findDuplicates(
	context: IExecuteFunctions,
	own: Events,
	events: Events,
): Promise<Set<string>> {
	const { helpers } = context;
	// Processes that write the list at the same time overwrite each other, so each one writes its newest events again.
	const pairs = [...own, ...events];
	const entries = [...new Set(pairs.flat())];
	const result = await tryList(
		context,
		async () => await helpers.checkProcessedAndRecord(entries, 'node', N8N_LIST),
	);
	const listed = new Set<unknown>(result?.processed);

	const duplicates = new Set<string>();
	const obsolete: string[] = [];
	for (const [key, delivery] of events) {
		const isKnown = own.has(key) ? own.get(key) !== delivery : listed.has(key);
		if (isKnown && !listed.has(delivery)) {
			duplicates.add(key);
			obsolete.push(delivery);
		} else {
			setBounded(own, key, delivery, MAX_OWN_EVENTS);
		}
	}
	// n8n evicts a key before its delivery. A key that this call recorded again must not stay longer than its delivery.
	for (const [key, delivery] of pairs) {
		if (listed.has(delivery) && !listed.has(key)) obsolete.push(key);
	}
	if (result !== undefined && obsolete.length > 0) {
		await tryList(context, async () => await helpers.removeProcessed(obsolete, 'node', N8N_LIST));
	}
	return duplicates;
}

/** Logs a warning if n8n can't read or write the list. A possible duplicate is better than a lost event. */
async function tryList<T>(
	context: IExecuteFunctions,
	access: () => Promise<T>,
): Promise<T | undefined> {
	try {
		return await access();
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		context.logger.warn(
			`Oration Trigger couldn't access n8n's list of processed events, so duplicates may run: ${reason}`,
			{ workflowId: context.getWorkflow().id, nodeName: context.getNode().name },
		);
		return undefined;
	}
}
