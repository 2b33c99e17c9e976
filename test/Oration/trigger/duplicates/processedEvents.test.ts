import { mock } from 'jest-mock-extended';
import {
	sleep,
	type DeduplicationHelperFunctions,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type Logger,
} from 'n8n-workflow';
import {
	ProcessedEvents,
	withEventKey,
} from '../../../../nodes/Oration/trigger/duplicates/processedEvents';

type Helpers = Pick<DeduplicationHelperFunctions, 'checkProcessedAndRecord' | 'removeProcessed'>;

/** Mocks n8n's lists of processed entries. Each node has a list without a lock, as in n8n 1.123 and 2.41. */
class ProcessedLists {
	readonly entries = new Map<string, unknown[]>();

	/** The maximum number of simultaneous updates. */
	maxConcurrent = 0;

	private concurrent = 0;

	helpersFor(node: string): Helpers {
		const change = async (update: (list: unknown[]) => unknown[]) => {
			this.concurrent += 1;
			this.maxConcurrent = Math.max(this.maxConcurrent, this.concurrent);
			const list = [...(this.entries.get(node) ?? [])];
			await sleep(0);
			this.entries.set(node, update(list));
			this.concurrent -= 1;
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
			removeProcessed: async (items, scope, { mode }) => {
				expect([scope, mode]).toEqual(['node', 'entries']);
				const removed = new Set<unknown>(items);
				await change((list) => list.filter((entry) => !removed.has(entry)));
			},
		};
	}
}

const eventItem = (key: string) => withEventKey({ json: { key } }, key);

const contextFor = (
	items: INodeExecutionData[],
	{ lists, helpers, node = 'n' }: { lists?: ProcessedLists; helpers?: Helpers; node?: string },
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

/** Runs an execution with items, and returns the keys of the events that it outputs. */
async function run(
	process: ProcessedEvents,
	lists: ProcessedLists,
	items: INodeExecutionData[],
	node?: string,
) {
	const { context } = contextFor(items, { lists, node });
	return (await process.skipDuplicates(context, context.getNode().id)).map(({ json }) => json.key);
}

describe('ProcessedEvents', () => {
	it('outputs a new event', async () => {
		expect(await run(new ProcessedEvents(), new ProcessedLists(), [eventItem('a')])).toEqual(['a']);
	});

	it('skips an event that the same process has processed', async () => {
		const process = new ProcessedEvents();
		const lists = new ProcessedLists();
		await run(process, lists, [eventItem('a')]);
		expect(await run(process, lists, [eventItem('a')])).toEqual([]);
		expect(await run(process, lists, [eventItem('b')])).toEqual(['b']);
	});

	it('skips an event that was processed in another process or before a restart', async () => {
		const lists = new ProcessedLists();
		await run(new ProcessedEvents(), lists, [eventItem('a')]);
		expect(await run(new ProcessedEvents(), lists, [eventItem('a')])).toEqual([]);
	});

	it('skips every further delivery of an event', async () => {
		const lists = new ProcessedLists();
		await run(new ProcessedEvents(), lists, [eventItem('a')]);
		await run(new ProcessedEvents(), lists, [eventItem('a')]);
		expect(await run(new ProcessedEvents(), lists, [eventItem('a')])).toEqual([]);
	});

	it.each([
		['the same process', (process: ProcessedEvents) => process],
		['another process', () => new ProcessedEvents()],
	])('outputs the event again if %s retries its execution', async (_, processFor) => {
		const process = new ProcessedEvents();
		const lists = new ProcessedLists();
		const item = eventItem('a');
		await run(process, lists, [item]);
		expect(await run(processFor(process), lists, [item])).toEqual(['a']);
		expect(await run(processFor(process), lists, [item])).toEqual(['a']);
	});

	it('skips a duplicate if n8n retries its execution', async () => {
		const lists = new ProcessedLists();
		const duplicate = eventItem('a');
		await run(new ProcessedEvents(), lists, [eventItem('a')]);
		await run(new ProcessedEvents(), lists, [duplicate]);
		expect(await run(new ProcessedEvents(), lists, [duplicate])).toEqual([]);
	});

	it('separates the events of two triggers', async () => {
		const process = new ProcessedEvents();
		const lists = new ProcessedLists();
		await run(process, lists, [eventItem('a')], 'n1');
		expect(await run(process, lists, [eventItem('a')], 'n2')).toEqual(['a']);
	});

	it('removes the key and the delivery ID from the output', async () => {
		const { context } = contextFor([withEventKey({ json: { id: 1 }, pairedItem: 0 }, 'a')], {
			lists: new ProcessedLists(),
		});
		expect(await new ProcessedEvents().skipDuplicates(context, context.getNode().id)).toEqual([
			{ json: { id: 1 }, pairedItem: 0 },
		]);
	});

	it('does not change the input item, so that n8n can retry the execution', async () => {
		const item = eventItem('a');
		const before = { ...item };
		await run(new ProcessedEvents(), new ProcessedLists(), [item]);
		expect(item).toEqual(before);
	});

	it.each([
		{},
		{ orationEventKey: 'a' },
		{ orationDelivery: '1' },
		{ orationEventKey: 7, orationDelivery: '1' },
	])("outputs an item with only %j, without access to n8n's list", async (keys) => {
		const items = [{ json: { key: 'a' }, ...keys }];
		const lists = new ProcessedLists();
		const process = new ProcessedEvents();
		expect(await run(process, lists, items)).toEqual(['a']);
		expect(await run(process, lists, items)).toEqual(['a']);
		expect(lists.entries.size).toBe(0);
	});

	it('checks each item of an execution', async () => {
		const process = new ProcessedEvents();
		const lists = new ProcessedLists();
		await run(process, lists, [eventItem('a')]);
		const items = [eventItem('a'), { json: { key: 'none' } }, eventItem('b')];
		expect(await run(process, lists, items)).toEqual(['none', 'b']);
	});

	it('outputs one of two deliveries in an execution', async () => {
		const items = [eventItem('a'), eventItem('a')];
		expect(await run(new ProcessedEvents(), new ProcessedLists(), items)).toEqual(['a']);
	});

	it('outputs an event and its retry in an execution, also with many events between them', async () => {
		const others = Array.from({ length: 50 }, (_, number) => `${number}`);
		const first = eventItem('a');
		const items = [first, ...others.map(eventItem), first, eventItem('a')];
		const output = await run(new ProcessedEvents(), new ProcessedLists(), items);
		expect(output).toEqual(['a', ...others, 'a']);
	});

	it('records two entries per event, the key before the delivery ID', async () => {
		const lists = new ProcessedLists();
		const item = eventItem('a');
		await run(new ProcessedEvents(), lists, [item]);
		expect(lists.entries.get('n')).toEqual(['a', item.orationDelivery]);
	});

	it('keeps no entry for a duplicate in the list', async () => {
		const lists = new ProcessedLists();
		await run(new ProcessedEvents(), lists, [eventItem('a')]);
		const before = lists.entries.get('n');
		await run(new ProcessedEvents(), lists, [eventItem('a')]);
		expect(lists.entries.get('n')).toEqual(before);
	});

	it("doesn't write the list a second time for a new event", async () => {
		const helpers = new ProcessedLists().helpersFor('n');
		const removeProcessed = jest.spyOn(helpers, 'removeProcessed');
		await new ProcessedEvents().skipDuplicates(
			contextFor([eventItem('a')], { helpers }).context,
			'n',
		);
		expect(removeProcessed).not.toHaveBeenCalled();
	});

	it('remembers the newest 500 events', async () => {
		const process = new ProcessedEvents();
		const lists = new ProcessedLists();
		for (let number = 0; number <= 500; number++) {
			await run(process, lists, [eventItem(`${number}`)]);
		}
		expect(lists.entries.get('n')).toHaveLength(1000);
		expect(await run(new ProcessedEvents(), lists, [eventItem('1')])).toEqual([]);
		expect(await run(new ProcessedEvents(), lists, [eventItem('0')])).toEqual(['0']);
	});

	describe('with simultaneous events', () => {
		it('outputs one of two deliveries of an event', async () => {
			const process = new ProcessedEvents();
			const lists = new ProcessedLists();
			const outputs = await Promise.all([
				run(process, lists, [eventItem('a')]),
				run(process, lists, [eventItem('a')]),
			]);
			expect(outputs).toEqual([['a'], []]);
		});

		it('records all events', async () => {
			const process = new ProcessedEvents();
			const lists = new ProcessedLists();
			await Promise.all(['a', 'b', 'c'].map((key) => run(process, lists, [eventItem(key)])));
			expect(lists.entries.get('n')).toHaveLength(6);
		});

		/** Starts a check, and more executions before it ends. Returns their output and the events in each check. */
		async function runDuringCheck(first: string, others: string[]) {
			const process = new ProcessedEvents();
			const lists = new ProcessedLists();
			const helpers = lists.helpersFor('n');
			const check = jest.spyOn(helpers, 'checkProcessedAndRecord');
			const start = async (key: string) => {
				const { context } = contextFor([eventItem(key)], { helpers });
				return (await process.skipDuplicates(context, context.getNode().id)).map(
					({ json }) => json.key,
				);
			};
			const firstRun = start(first);
			while (check.mock.calls.length === 0) await Promise.resolve();
			const outputs = await Promise.all([firstRun, ...others.map(start)]);
			const checked = check.mock.calls.map(([entries]) => entries.length / 2);
			return { outputs, checked, lists };
		}

		it('checks the events that arrive during a check together', async () => {
			const { checked, lists } = await runDuringCheck('a', ['b', 'c', 'd']);
			// The second check records the first event again.
			expect(checked).toEqual([1, 4]);
			expect(lists.maxConcurrent).toBe(1);
		});

		it('checks at most 10 events together', async () => {
			const keys = Array.from({ length: 11 }, (_, number) => `${number}`);
			const { outputs, checked } = await runDuringCheck('a', keys);
			expect(checked).toEqual([1, 11, 12]);
			expect(outputs.flat()).toEqual(['a', ...keys]);
		});

		it('skips only the duplicate of the events that it checks together', async () => {
			const { outputs } = await runDuringCheck('a', ['b', 'a', 'c']);
			expect(outputs).toEqual([['a'], ['b'], [], ['c']]);
		});

		it('runs two triggers concurrently', async () => {
			const process = new ProcessedEvents();
			const lists = new ProcessedLists();
			const runs = ['n1', 'n2'].map((node) => run(process, lists, [eventItem('a')], node));
			await Promise.all(runs);
			expect(lists.maxConcurrent).toBe(2);
		});
	});

	describe('when another process has overwritten the list', () => {
		async function overwriteList() {
			const process = new ProcessedEvents();
			const lists = new ProcessedLists();
			const item = eventItem('lost');
			await run(process, lists, [item]);
			lists.entries.set('n', []);
			return { process, lists, item };
		}

		it('still skips the duplicate', async () => {
			const { process, lists } = await overwriteList();
			expect(await run(process, lists, [eventItem('lost')])).toEqual([]);
		});

		it('records the event again with the next one', async () => {
			const { process, lists } = await overwriteList();
			await run(process, lists, [eventItem('next')]);
			expect(await run(new ProcessedEvents(), lists, [eventItem('lost')])).toEqual([]);
		});

		it('outputs the event if the same process retries its execution', async () => {
			const { process, lists, item } = await overwriteList();
			expect(await run(process, lists, [item])).toEqual(['lost']);
		});

		it('outputs the event if another process retries its execution', async () => {
			const { process, lists, item } = await overwriteList();
			await run(process, lists, [eventItem('next')]);
			expect(await run(new ProcessedEvents(), lists, [item])).toEqual(['lost']);
		});

		it('records the newest 50 events again', async () => {
			const process = new ProcessedEvents();
			const lists = new ProcessedLists();
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

	it('does not record the key of a retried execution if n8n evicted it and still has its delivery ID', async () => {
		const lists = new ProcessedLists();
		const item = eventItem('old');
		lists.entries.set('n', [item.orationDelivery]);
		await run(new ProcessedEvents(), lists, [item]);
		expect(lists.entries.get('n')).toEqual([item.orationDelivery]);
	});

	it('does not record a key again if n8n evicted it and still has its delivery ID', async () => {
		const process = new ProcessedEvents();
		const lists = new ProcessedLists();
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

		it('outputs the event', async () => {
			const { context } = contextFor([eventItem('a')], {
				helpers: failing(new Error('SQLITE_BUSY')),
			});
			const output = await new ProcessedEvents().skipDuplicates(context, context.getNode().id);
			expect(output).toEqual([{ json: { key: 'a' } }]);
		});

		it.each([new Error('SQLITE_BUSY'), 'SQLITE_BUSY'])('logs a warning with %p', async (error) => {
			const { context, logger } = contextFor([eventItem('a')], { helpers: failing(error) });
			await new ProcessedEvents().skipDuplicates(context, context.getNode().id);
			expect(logger.warn.mock.calls).toEqual([
				[
					"Oration Trigger couldn't access n8n's list of processed events, so duplicates may run: SQLITE_BUSY",
					{ workflowId: 'w', nodeName: 'Oration Trigger' },
				],
			]);
		});

		it('skips an event that the same process has processed, without a second attempt', async () => {
			const process = new ProcessedEvents();
			const helpers = failing(new Error('down'));
			const removeProcessed = jest.spyOn(helpers, 'removeProcessed');
			await process.skipDuplicates(contextFor([eventItem('a')], { helpers }).context, 'n');
			const { context } = contextFor([eventItem('a')], { helpers });
			expect(await process.skipDuplicates(context, context.getNode().id)).toEqual([]);
			expect(removeProcessed).not.toHaveBeenCalled();
		});

		it('records the event with the next one', async () => {
			const process = new ProcessedEvents();
			const lists = new ProcessedLists();
			const { context } = contextFor([eventItem('a')], { helpers: failing(new Error('down')) });
			await process.skipDuplicates(context, context.getNode().id);
			await run(process, lists, [eventItem('b')]);
			expect(await run(new ProcessedEvents(), lists, [eventItem('a')])).toEqual([]);
		});

		it("skips a duplicate if it can't remove its entry from the list", async () => {
			const lists = new ProcessedLists();
			await run(new ProcessedEvents(), lists, [eventItem('a')]);
			const { removeProcessed } = failing(new Error('down'));
			const { context, logger } = contextFor([eventItem('a')], {
				helpers: { ...lists.helpersFor('n'), removeProcessed },
			});
			expect(await new ProcessedEvents().skipDuplicates(context, context.getNode().id)).toEqual([]);
			expect(logger.warn).toHaveBeenCalledTimes(1);
		});
	});
});

describe('withEventKey', () => {
	it('adds the key and a delivery ID next to json', () => {
		expect(withEventKey({ json: { id: 1 } }, 'a')).toEqual({
			json: { id: 1 },
			orationEventKey: 'a',
			orationDelivery: expect.stringMatching(/^[0-9a-f-]{36}$/),
		});
	});

	it('creates a new delivery ID each time', () => {
		expect(eventItem('a').orationDelivery).not.toBe(eventItem('a').orationDelivery);
	});
});
