import { randomUUID } from 'crypto';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { setNewest } from './newest';

const MAX_TRIGGERS = 100;
const MAX_OWN_EVENTS = 50;
/** Two entries an event: its key and its delivery. */
const N8N_LIST = { mode: 'entries', maxEntries: 1000 } as const;

/** The ID of the delivery that started the workflow for an event, by the event's key. */
type Events = Map<string, string>;

interface Trigger {
	/** The newest events that this process accepted, the oldest first. */
	own: Events;
	/** Settles when the call before is done. Never rejects. */
	turn: Promise<unknown>;
}

/**
 * Returns the item of an event, with the event's key beside its `json`. n8n stores both with the execution, so that an
 * execution that n8n runs again has the same delivery and is never a duplicate of itself.
 */
export function withKey(item: INodeExecutionData, key: string): INodeExecutionData {
	return { ...item, orationEventKey: key, orationDelivery: randomUUID() };
}

function withoutKey(item: INodeExecutionData): INodeExecutionData {
	const output = { ...item };
	delete output.orationEventKey;
	delete output.orationDelivery;
	return output;
}

/** Recognizes the events that a trigger processed before, in any process, by a list in n8n's database. */
export class ProcessedEvents {
	private readonly triggers = new Map<string, Trigger>();

	/** Returns the items to output: without those of duplicates, and without the keys. Never throws. */
	async skipDuplicates(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
		const items = context.getInputData();
		const events: Events = new Map(items.flatMap(readEvent));
		if (events.size === 0) return items;

		const id = `${context.getWorkflow().id} ${context.getNode().id}`;
		const trigger = this.triggers.get(id) ?? { own: new Map(), turn: Promise.resolve() };
		setNewest(this.triggers, id, trigger, MAX_TRIGGERS);
		// n8n reads and writes its list without a lock.
		const check = trigger.turn.then(async () => await findDuplicates(context, trigger.own, events));
		trigger.turn = check;
		const duplicates = await check;
		return items
			.filter((item) => !readEvent(item).some(([key]) => duplicates.has(key)))
			.map(withoutKey);
	}
}

function readEvent({
	orationEventKey: key,
	orationDelivery: delivery,
}: INodeExecutionData): Array<[key: string, delivery: string]> {
	return typeof key === 'string' && typeof delivery === 'string' ? [[key, delivery]] : [];
}

/** Records the events that are new, and returns the keys of those that another delivery brought before. */
async function findDuplicates(
	context: IExecuteFunctions,
	own: Events,
	events: Events,
): Promise<Set<string>> {
	const { helpers } = context;
	// Two processes that write the list at once undo each other, so each writes its newest events again.
	const pairs = [...own, ...events];
	const entries = [...new Set(pairs.flat())];
	const result = await tryList(
		context,
		async () => await helpers.checkProcessedAndRecord(entries, 'node', N8N_LIST),
	);
	const listed = new Set<unknown>(result?.processed);

	const duplicates = new Set<string>();
	const removable: string[] = [];
	for (const [key, delivery] of events) {
		const isKnown = own.has(key) ? own.get(key) !== delivery : listed.has(key);
		if (isKnown && !listed.has(delivery)) {
			duplicates.add(key);
			removable.push(delivery);
		} else {
			setNewest(own, key, delivery, MAX_OWN_EVENTS);
		}
	}
	// n8n drops the oldest entries. A key that was dropped must not outlive its delivery, which is dropped next.
	for (const [key, delivery] of pairs) {
		if (listed.has(delivery) && !listed.has(key)) removable.push(key);
	}
	if (result !== undefined && removable.length > 0) {
		await tryList(context, async () => await helpers.removeProcessed(removable, 'node', N8N_LIST));
	}
	return duplicates;
}

/** A possible duplicate is better than a lost event, so the events continue if n8n can't read or write its list. */
async function tryList<T>(
	context: IExecuteFunctions,
	access: () => Promise<T>,
): Promise<T | undefined> {
	try {
		return await access();
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		context.logger.warn(
			`Oration Trigger couldn't use n8n's list of processed events, so duplicates may continue: ${reason}`,
			{ workflowId: context.getWorkflow().id, nodeName: context.getNode().name },
		);
		return undefined;
	}
}
