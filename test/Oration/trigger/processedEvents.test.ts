import { mock } from 'jest-mock-extended';
import {
	sleep,
	type DeduplicationHelperFunctions,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type Logger,
} from 'n8n-workflow';
import { ProcessedEvents, withKey } from '../../../nodes/Oration/trigger/processedEvents';

type Helpers = Pick<DeduplicationHelperFunctions, 'checkProcessedAndRecord' | 'removeProcessed'>;

/** n8n's lists of processed entries, one a node, read and written without a lock as in n8n 1.123 and 2.41. */
class Lists {
	readonly entries = new Map<string, unknown[]>();

	/** How many calls were between reading and writing at most. */
	maxBusy = 0;

	private busy = 0;

	helpersFor(node: string): Helpers {
		const change = async (update: (list: unknown[]) => unknown[]) => {
			this.busy += 1;
			this.maxBusy = Math.max(this.maxBusy, this.busy);
			const list = [...(this.entries.get(node) ?? [])];
			await sleep(0);
			this.entries.set(node, update(list));
			this.busy -= 1;
		};
		return {
			checkProcessedAndRecord: async (items, scope, { mode, maxEntries = Infinity }) => {
				expect([scope, mode]).toEqual(['node', 'entries']);
				let known = new Set<unknown>();
				await change((list) => {
					known = new Set(list);
					return [...list, ...items.filter((item) => !known.has(item))].slice(-maxEntries);
				});
				const processed = items.filter((item) => known.has(item));
				return { new: items.filter((item) => !known.has(item)), processed };
			},
			removeProcessed: async (items) => {
				const removed = new Set<unknown>(items);
				await change((list) => list.filter((entry) => !removed.has(entry)));
			},
		};
	}
}

const eventItem = (key: string) => withKey({ json: { key } }, key);

const contextFor = (
	items: INodeExecutionData[],
	{ lists, helpers, node = 'n' }: { lists?: Lists; helpers?: Helpers; node?: string },
) => {
	const logger = mock<Logger>();
	const context = mock<IExecuteFunctions>({
		logger,
		helpers: helpers ?? lists?.helpersFor(node) ?? {},
		getInputData: () => items,
		getNode: () => mock<INode>({ id: node, name: 'Oration Trigger' }),
		getWorkflow: () => ({ id: 'w', active: true }),
	});
	return { context, logger };
};

/** The keys of the events that continue, of those that one execution starts with. */
async function run(
	process: ProcessedEvents,
	lists: Lists,
	items: INodeExecutionData[],
	node?: string,
) {
	const { context } = contextFor(items, { lists, node });
	return (await process.skipDuplicates(context)).map(({ json }) => json.key);
}

describe('ProcessedEvents', () => {
	it('continues with an event that is new', async () => {
		expect(await run(new ProcessedEvents(), new Lists(), [eventItem('a')])).toEqual(['a']);
	});

	it('skips an event that this process processed', async () => {
		const process = new ProcessedEvents();
		const lists = new Lists();
		await run(process, lists, [eventItem('a')]);
		expect(await run(process, lists, [eventItem('a')])).toEqual([]);
		expect(await run(process, lists, [eventItem('b')])).toEqual(['b']);
	});

	it('skips an event that another process, or this one before a restart, processed', async () => {
		const lists = new Lists();
		await run(new ProcessedEvents(), lists, [eventItem('a')]);
		expect(await run(new ProcessedEvents(), lists, [eventItem('a')])).toEqual([]);
	});

	it('skips an event each time that it is delivered again', async () => {
		const lists = new Lists();
		await run(new ProcessedEvents(), lists, [eventItem('a')]);
		await run(new ProcessedEvents(), lists, [eventItem('a')]);
		expect(await run(new ProcessedEvents(), lists, [eventItem('a')])).toEqual([]);
	});

	it.each([
		['the same process', (process: ProcessedEvents) => process],
		['another process', () => new ProcessedEvents()],
	])('continues with an execution that %s runs again', async (_, processFor) => {
		const process = new ProcessedEvents();
		const lists = new Lists();
		const item = eventItem('a');
		await run(process, lists, [item]);
		expect(await run(processFor(process), lists, [item])).toEqual(['a']);
		expect(await run(processFor(process), lists, [item])).toEqual(['a']);
	});

	it('skips the execution of a duplicate that n8n runs again', async () => {
		const lists = new Lists();
		const duplicate = eventItem('a');
		await run(new ProcessedEvents(), lists, [eventItem('a')]);
		await run(new ProcessedEvents(), lists, [duplicate]);
		expect(await run(new ProcessedEvents(), lists, [duplicate])).toEqual([]);
	});

	it('keeps the events of two triggers apart', async () => {
		const process = new ProcessedEvents();
		const lists = new Lists();
		await run(process, lists, [eventItem('a')], 'n1');
		expect(await run(process, lists, [eventItem('a')], 'n2')).toEqual(['a']);
	});

	it('outputs nothing of the key and the delivery', async () => {
		const { context } = contextFor([withKey({ json: { id: 1 }, pairedItem: 0 }, 'a')], {
			lists: new Lists(),
		});
		expect(await new ProcessedEvents().skipDuplicates(context)).toEqual([
			{ json: { id: 1 }, pairedItem: 0 },
		]);
	});

	it('changes nothing in the stored item, so that n8n can run it again', async () => {
		const item = eventItem('a');
		const before = { ...item };
		await run(new ProcessedEvents(), new Lists(), [item]);
		expect(item).toEqual(before);
	});

	it('passes items without a key, and asks n8n for nothing', async () => {
		const items = [{ json: { key: 'a' } }];
		const lists = new Lists();
		const process = new ProcessedEvents();
		expect(await run(process, lists, items)).toEqual(['a']);
		expect(await run(process, lists, items)).toEqual(['a']);
		expect(lists.entries.size).toBe(0);
	});

	it('checks each item of an execution', async () => {
		const process = new ProcessedEvents();
		const lists = new Lists();
		await run(process, lists, [eventItem('a')]);
		const items = [eventItem('a'), { json: { key: 'none' } }, eventItem('b')];
		expect(await run(process, lists, items)).toEqual(['none', 'b']);
	});

	it('records two entries an event, the key before the delivery', async () => {
		const lists = new Lists();
		const item = eventItem('a');
		await run(new ProcessedEvents(), lists, [item]);
		expect(lists.entries.get('n')).toEqual(['a', item.orationDelivery]);
	});

	it('leaves nothing of a duplicate in the list', async () => {
		const lists = new Lists();
		await run(new ProcessedEvents(), lists, [eventItem('a')]);
		const before = lists.entries.get('n');
		await run(new ProcessedEvents(), lists, [eventItem('a')]);
		expect(lists.entries.get('n')).toEqual(before);
	});

	it('remembers the newest 500 events', async () => {
		const process = new ProcessedEvents();
		const lists = new Lists();
		for (let number = 0; number <= 500; number++) {
			await run(process, lists, [eventItem(`${number}`)]);
		}
		expect(lists.entries.get('n')).toHaveLength(1000);
		expect(await run(new ProcessedEvents(), lists, [eventItem('1')])).toEqual([]);
		expect(await run(new ProcessedEvents(), lists, [eventItem('0')])).toEqual(['0']);
	});

	describe('with events at once', () => {
		it('runs one of two deliveries of an event', async () => {
			const process = new ProcessedEvents();
			const lists = new Lists();
			const outputs = await Promise.all([
				run(process, lists, [eventItem('a')]),
				run(process, lists, [eventItem('a')]),
			]);
			expect(outputs).toEqual([['a'], []]);
		});

		it('records all of them', async () => {
			const process = new ProcessedEvents();
			const lists = new Lists();
			await Promise.all(['a', 'b', 'c'].map((key) => run(process, lists, [eventItem(key)])));
			expect(lists.entries.get('n')).toHaveLength(6);
			expect(lists.maxBusy).toBe(1);
		});

		it('does not have a trigger wait for another one', async () => {
			const process = new ProcessedEvents();
			const lists = new Lists();
			const runs = ['n1', 'n2'].map((node) => run(process, lists, [eventItem('a')], node));
			await Promise.all(runs);
			expect(lists.maxBusy).toBe(2);
		});
	});

	describe('when another process undid what this one recorded', () => {
		async function lose() {
			const process = new ProcessedEvents();
			const lists = new Lists();
			const item = eventItem('lost');
			await run(process, lists, [item]);
			lists.entries.set('n', []);
			return { process, lists, item };
		}

		it('still recognizes the event', async () => {
			const { process, lists } = await lose();
			expect(await run(process, lists, [eventItem('lost')])).toEqual([]);
		});

		it('records the event again with the next one, for the other processes', async () => {
			const { process, lists } = await lose();
			await run(process, lists, [eventItem('next')]);
			expect(await run(new ProcessedEvents(), lists, [eventItem('lost')])).toEqual([]);
		});

		it('continues with its execution if this process runs that again', async () => {
			const { process, lists, item } = await lose();
			expect(await run(process, lists, [item])).toEqual(['lost']);
		});

		it('continues with its execution if another process runs that again', async () => {
			const { process, lists, item } = await lose();
			await run(process, lists, [eventItem('next')]);
			expect(await run(new ProcessedEvents(), lists, [item])).toEqual(['lost']);
		});

		it('records the newest 50 events again', async () => {
			const process = new ProcessedEvents();
			const lists = new Lists();
			for (let number = 0; number <= 50; number++) {
				await run(process, lists, [eventItem(`${number}`)]);
			}
			lists.entries.set('n', []);
			await run(process, lists, [eventItem('next')]);
			const entries = lists.entries.get('n');
			expect(entries).toHaveLength(102);
			expect(entries).toContain('1');
			expect(entries).not.toContain('0');
		});
	});

	it('does not record a key again that n8n dropped as the oldest, if its delivery is still there', async () => {
		const process = new ProcessedEvents();
		const lists = new Lists();
		const item = eventItem('old');
		await run(process, lists, [item]);
		lists.entries.set('n', [item.orationDelivery]);
		await run(process, lists, [eventItem('next')]);
		expect(lists.entries.get('n')).not.toContain('old');
	});

	describe("when n8n's list can't be used", () => {
		const failing = (error: unknown): Helpers => ({
			checkProcessedAndRecord: async () => await Promise.reject(error),
			removeProcessed: async () => await Promise.reject(error),
		});

		it('continues with the event', async () => {
			const { context } = contextFor([eventItem('a')], {
				helpers: failing(new Error('SQLITE_BUSY')),
			});
			const output = await new ProcessedEvents().skipDuplicates(context);
			expect(output).toEqual([{ json: { key: 'a' } }]);
		});

		it.each([new Error('SQLITE_BUSY'), 'SQLITE_BUSY'])('logs a warning with %p', async (error) => {
			const { context, logger } = contextFor([eventItem('a')], { helpers: failing(error) });
			await new ProcessedEvents().skipDuplicates(context);
			expect(logger.warn.mock.calls).toEqual([
				[
					"Oration Trigger couldn't use n8n's list of processed events, so duplicates may continue: SQLITE_BUSY",
					{ workflowId: 'w', nodeName: 'Oration Trigger' },
				],
			]);
		});

		it('records the event with the next one', async () => {
			const process = new ProcessedEvents();
			const lists = new Lists();
			const { context } = contextFor([eventItem('a')], { helpers: failing(new Error('down')) });
			await process.skipDuplicates(context);
			await run(process, lists, [eventItem('b')]);
			expect(await run(new ProcessedEvents(), lists, [eventItem('a')])).toEqual([]);
		});

		it('skips a duplicate that it could not remove from the list', async () => {
			const lists = new Lists();
			await run(new ProcessedEvents(), lists, [eventItem('a')]);
			const { removeProcessed } = failing(new Error('down'));
			const { context, logger } = contextFor([eventItem('a')], {
				helpers: { ...lists.helpersFor('n'), removeProcessed },
			});
			expect(await new ProcessedEvents().skipDuplicates(context)).toEqual([]);
			expect(logger.warn).toHaveBeenCalledTimes(1);
		});
	});
});

describe('withKey', () => {
	it('puts the key and a delivery beside the json', () => {
		expect(withKey({ json: { id: 1 } }, 'a')).toEqual({
			json: { id: 1 },
			orationEventKey: 'a',
			orationDelivery: expect.stringMatching(/^[0-9a-f-]{36}$/),
		});
	});

	it('gives each delivery its own ID', () => {
		expect(eventItem('a').orationDelivery).not.toBe(eventItem('a').orationDelivery);
	});
});
