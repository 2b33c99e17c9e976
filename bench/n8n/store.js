const { createRequire } = require('node:module');
const path = require('node:path');
const { waitFor } = require('../../scripts/waitFor');

const LIMIT = 180_000;

const EXECUTIONS = `
	SELECT COUNT(*) AS "started", COUNT(CASE WHEN status = 'success' THEN 1 END) AS "succeeded",
		MAX("stoppedAt") AS "lastEnd"
	FROM execution_entity WHERE "workflowId" = $1`;

const STORED_BYTES = `
	SELECT AVG(LENGTH(CAST(data AS BLOB))) AS "data",
		AVG(LENGTH(CAST("workflowData" AS BLOB))) AS "workflow"
	FROM execution_data JOIN execution_entity ON id = "executionId" WHERE "workflowId" = $1`;

/**
 * What an execution takes in the table `execution_data`, on average: the data of its run, and its copy of the workflow.
 * @typedef {{ data: number, workflow: number }} StoredBytes
 */

/**
 * Runs a query with one parameter, and gives the one row of its result.
 * @typedef {(sql: string, parameter: string) => Promise<any>} QueryRow
 */

/**
 * n8n's database, read from outside: that costs n8n no request. Its client is the one that n8n brings.
 */
class Store {
	/**
	 * @param {QueryRow} queryRow
	 * @param {() => Promise<void>} close
	 */
	constructor(queryRow, close) {
		this.queryRow = queryRow;
		this.close = close;
	}

	/**
	 * @param {import('../../scripts/n8n/install').N8n} n8n
	 * @param {string} file
	 */
	static async sqlite(n8n, file) {
		const { Database, OPEN_READONLY } = createRequire(n8n.bin)('sqlite3');
		const database = new Database(file, OPEN_READONLY);
		return new Store(
			(sql, parameter) =>
				new Promise((resolve, reject) => {
					database.get(
						sql,
						parameter,
						(/** @type {unknown} */ error, /** @type {unknown} */ row) =>
							error ? reject(error) : resolve(row),
					);
				}),
			() => new Promise((resolve) => database.close(() => resolve())),
		);
	}

	/**
	 * @param {import('../../scripts/n8n/install').N8n} n8n
	 * @param {Record<string, unknown>} address
	 */
	static async postgres(n8n, address) {
		const { Client } = createRequire(n8n.bin)('pg');
		const client = new Client(address);
		await client.connect();
		return new Store(
			async (sql, parameter) => (await client.query(sql, [parameter])).rows[0],
			async () => await client.end(),
		);
	}

	/**
	 * @param {string} workflowId
	 * @returns {Promise<number>} how many executions there are, finished or not
	 */
	async countExecutions(workflowId) {
		const { started } = await this.queryRow(EXECUTIONS, workflowId);
		return Number(started);
	}

	/**
	 * Waits until so many executions of a workflow have succeeded.
	 *
	 * @param {string} workflowId
	 * @param {number} executions
	 * @returns {Promise<number>} when the last one ended, by n8n's own clock, in milliseconds since 1970
	 */
	async lastEnd(workflowId, executions) {
		let lastEnd = NaN;
		const haveSucceeded = async () => {
			const row = await this.queryRow(EXECUTIONS, workflowId);
			if (Number(row.started) > executions) throw new Error('There are executions too many.');
			lastEnd = toTime(row.lastEnd);
			return Number(row.succeeded) === executions;
		};
		await waitFor(`${executions} successful executions`, haveSucceeded, LIMIT);
		return lastEnd;
	}

	/**
	 * @param {string} workflowId
	 * @returns {Promise<StoredBytes>}
	 */
	async storedBytes(workflowId) {
		return await this.queryRow(STORED_BYTES, workflowId);
	}
}

/**
 * @param {unknown} stored SQLite has times as text, in UTC
 */
function toTime(stored) {
	return stored instanceof Date ? stored.getTime() : Date.parse(`${stored}Z`.replace(' ', 'T'));
}

/** @param {string} userFolder */
const sqliteFile = (userFolder) => path.join(userFolder, '.n8n', 'database.sqlite');

module.exports = { Store, sqliteFile };
