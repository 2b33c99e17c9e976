const { ledgerTable } = require('./process/ledger');
const { loadingTable } = require('./process/loading');
const { requestsTable } = require('./process/requests');
const { shapingTable, transcriptTable } = require('./process/shaping');

/**
 * What the package costs inside the process that runs it.
 *
 * @param {{ small: boolean, log: (line: string) => void }} options
 * @returns {Promise<import('./table').Table[]>}
 */
async function processTables({ small, log }) {
	const effort = small ? { rounds: 1, time: 1 } : { rounds: 50, time: 10 };
	log('Measuring how long shaping takes.');
	const shaping = await shapingTable(effort);
	log('Measuring long transcripts.');
	const transcripts = await transcriptTable(
		small ? effort : { rounds: 15, time: 50 },
		small
			? { '100 kB': 100_000, '1 MB': 1_000_000 }
			: { '100 kB': 100_000, '1 MB': 1_000_000, '16 MB': 16_000_000 },
	);
	log('Measuring requests.');
	const requests = await requestsTable(effort);
	log('Measuring how long loading takes.');
	const loading = loadingTable(small ? 1 : 15);
	log('Measuring what is kept of events.');
	const ledger = ledgerTable(small ? [1_000, 2_000] : [10_000, 100_000, 1_000_000]);
	return [shaping, transcripts, requests, loading, ledger];
}

module.exports = { processTables };
