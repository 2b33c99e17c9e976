import { randomUUID } from 'crypto';
import { sleep, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { setBounded } from '../activity/boundedMap';

const MAX_RECENT_DELIVERIES = 50;
/** n8n's list briefly needs an entry for each duplicate. This limits how many events it evicts for that. */
const MAX_EVENTS_PER_CHECK = 10;
const MAX_WAIT_MS = 10_000;
/** Each event takes two entries: its key and its delivery. */
const N8N_LIST = { mode: 'entries', maxEntries: 1000 } as const;

type EventDelivery = [key: string, delivery: string];

interface Trigger {
	/** The newest events that this process accepted, oldest first: the delivery that started the workflow, by key. */
	recentDeliveries: Map<string, string>;
	/** Deliveries that are checked together when the check before has ended. Undefined if the last check has started. */
	pendingBatch?: EventDelivery[];
	/** The last check. Returns the deliveries that are duplicates. Never rejects. */
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

	/**
	 * Returns the items without duplicates and keys. Never throws. Checks of a trigger run one after another, because n8n
	 * reads and writes its list without a lock. Deliveries that wait for their turn are checked together. A check ends 10
	 * seconds after its first delivery came, so none waits longer.
	 */
	async skipDuplicates(context: IExecuteFunctions, id: string): Promise<INodeExecutionData[]> {
		const items = context.getInputData();
		const deliveries = items.flatMap(readDelivery);
		if (deliveries.length === 0) return items;
		const trigger: Trigger = this.triggers.get(id) ?? {
			recentDeliveries: new Map(),
			lastCheck: Promise.resolve(new Set()),
		};
		setBounded(this.triggers, id, trigger);
		const { pendingBatch } = trigger;
		if (pendingBatch && pendingBatch.length < MAX_EVENTS_PER_CHECK) {
			pendingBatch.push(...deliveries);
		} else {
			const deadline = sleep(MAX_WAIT_MS);
			trigger.pendingBatch = deliveries;
			trigger.lastCheck = trigger.lastCheck.then(async () => {
				if (trigger.pendingBatch === deliveries) trigger.pendingBatch = undefined;
				return await checkAndRecord(context, deadline, trigger.recentDeliveries, deliveries);
			});
		}
		const duplicates = await trigger.lastCheck;
		return items
			.filter((item) => !readDelivery(item).some(([, delivery]) => duplicates.has(delivery)))
			.map(withoutEventKey);
	}
}

function readDelivery({
	orationEventKey: key,
	orationDelivery: delivery,
}: INodeExecutionData): EventDelivery[] {
	return typeof key === 'string' && typeof delivery === 'string' ? [[key, delivery]] : [];
}

/** Records new events, and returns the deliveries of events that had another delivery before. */
async function checkAndRecord(
	context: IExecuteFunctions,
	deadline: Promise<void>,
	recentDeliveries: Map<string, string>,
	deliveries: EventDelivery[],
): Promise<Set<string>> {
	const { helpers } = context;
	// Processes that write the list at the same time overwrite each other, so each one writes its newest events again.
	const written = [...recentDeliveries, ...deliveries];
	const entries = [...new Set(written.flat())];
	const result = await tryList(context, deadline, async () => {
		return await helpers.checkProcessedAndRecord(entries, 'node', N8N_LIST);
	});
	const listed = new Set<unknown>(result?.processed);

	const known = new Set<unknown>([...listed, ...[...recentDeliveries].flat()]);
	const duplicates = new Set<string>();
	for (const [key, delivery] of deliveries) {
		if (known.has(key) && !known.has(delivery)) {
			duplicates.add(delivery);
		} else {
			known.add(key).add(delivery);
			setBounded(recentDeliveries, key, delivery, MAX_RECENT_DELIVERIES);
		}
	}
	// n8n evicts a key before its delivery. A key that this call recorded again must not stay longer than its delivery.
	const evicted = written.filter(([key, delivery]) => listed.has(delivery) && !listed.has(key));
	const removable = [...evicted.map(([key]) => key), ...duplicates];
	if (result !== undefined && removable.length > 0) {
		await tryList(context, deadline, async () => {
			await helpers.removeProcessed(removable, 'node', N8N_LIST);
		});
	}
	return duplicates;
}

/**
 * Waits for access to n8n's list. Logs a warning and returns undefined if it fails, or takes longer than the deadline. A
 * possible duplicate is better than a lost event. A late response changes nothing.
 */
async function tryList<T>(
	context: IExecuteFunctions,
	deadline: Promise<void>,
	access: () => Promise<T>,
): Promise<T | undefined> {
	const timeOut = deadline.then(() => {
		throw new Error('It took longer than 10 seconds');
	});
	try {
		return await Promise.race([access(), timeOut]);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		context.logger.warn(
			`Oration Trigger couldn't access n8n's list of processed events, so duplicates may run: ${reason}`,
			{ workflowId: context.getWorkflow().id, nodeName: context.getNode().name },
		);
		return undefined;
	}
}
