import { randomUUID } from 'crypto';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { setBounded } from './boundedMap';

const MAX_TRIGGERS = 100;
const MAX_OWN_EVENTS = 50;
/** Each event takes two entries: its key and its delivery. */
const N8N_LIST = { mode: 'entries', maxEntries: 1000 } as const;

type Event = [key: string, delivery: string];

interface Trigger {
	/** The newest events that this process accepted, oldest first: the delivery that started the workflow, by key. */
	own: Map<string, string>;
	/** The events for the next check. */
	waiting: Event[];
	/** The last check, which is the next one if events wait. Returns the deliveries that are duplicates. Never rejects. */
	lastCheck: Promise<Set<string>>;
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
		const events = items.flatMap(readKey);
		if (events.length === 0) return items;
		const duplicates = await this.check(context, events);
		return items
			.filter((item) => !readKey(item).some(([, delivery]) => duplicates.has(delivery)))
			.map(withoutEventKey);
	}

	/**
	 * Adds events to the next check of their trigger. It starts when the one before ends, because n8n reads and writes its
	 * list without a lock.
	 */
	private async check(context: IExecuteFunctions, events: Event[]): Promise<Set<string>> {
		const id = `${context.getWorkflow().id} ${context.getNode().id}`;
		const trigger: Trigger = this.triggers.get(id) ?? {
			own: new Map(),
			waiting: [],
			lastCheck: Promise.resolve(new Set()),
		};
		setBounded(this.triggers, id, trigger, MAX_TRIGGERS);
		const { own, waiting } = trigger;
		if (waiting.length === 0) {
			trigger.lastCheck = trigger.lastCheck.then(
				async () => await findDuplicates(context, own, waiting.splice(0)),
			);
		}
		waiting.push(...events);
		return await trigger.lastCheck;
	}
}

function readKey({ orationEventKey: key, orationDelivery: delivery }: INodeExecutionData): Event[] {
	return typeof key === 'string' && typeof delivery === 'string' ? [[key, delivery]] : [];
}

/** Records new events, and returns the deliveries of events that had another delivery before. */
async function findDuplicates(
	context: IExecuteFunctions,
	own: Map<string, string>,
	events: Event[],
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
	// n8n evicts a key before its delivery. A key that this call recorded again must not stay longer than its delivery.
	const evicted = pairs.filter(([key, delivery]) => listed.has(delivery) && !listed.has(key));

	const duplicates = new Set<string>();
	for (const [key, delivery] of events) {
		const isKnown = own.has(key) ? own.get(key) !== delivery : listed.has(key);
		if (isKnown && !listed.has(delivery)) {
			duplicates.add(delivery);
		} else {
			setBounded(own, key, delivery, MAX_OWN_EVENTS);
			listed.add(key);
		}
	}
	const obsolete = [...evicted.map(([key]) => key), ...duplicates];
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
