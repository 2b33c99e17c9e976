import { toDate } from './date';
import {
	isDeeperThan,
	isJsonObject,
	MOST_LEVELS,
	parseJson,
	type JsonObject,
	type JsonValue,
} from './json';

/**
 * Reads the fields of an object that Oration sent, each as the type it is documented with. Missing, null and blank
 * values read as null. It remembers what was read and what did not fit, so that the rest can be handed on as it came.
 */
export class FieldReader {
	private readonly read = new Set<string>();

	private readonly misfits = new Map<string, string>();

	/**
	 * @param values the object as sent
	 * @param path what stands before the names of its fields in warnings, such as `customer.`
	 */
	constructor(
		private readonly values: JsonObject,
		private readonly path = '',
	) {}

	text(name: string): string | null {
		return this.convert(name, toText, 'text');
	}

	date(name: string): string | null {
		return this.convert(name, toDate, 'a date');
	}

	number(name: string): number | null {
		return this.convert(name, toNumber, 'a number');
	}

	boolean(name: string): boolean | null {
		return this.convert(name, toBoolean, 'true or false');
	}

	/** An object, or the JSON text of one. */
	object(name: string): JsonObject | null {
		return this.convert(name, toObject, 'an object');
	}

	/** The value as it came, whatever its type. */
	asSent(name: string): JsonValue {
		this.read.add(name);
		return this.values[name] ?? null;
	}

	/** Notes that a value is not what it is documented as, wholly or in parts. */
	warn(name: string, expected: string): void {
		this.misfits.set(
			name,
			`The field '${this.path}${name}' is not ${expected}, its value is in 'otherFields'.`,
		);
	}

	get warnings(): string[] {
		return [...this.misfits.values()];
	}

	/** What was not read so far, and what did not fit, as it came. */
	get rest(): Array<[name: string, value: JsonValue]> {
		return Object.entries(this.values).filter(
			([name]) => !this.read.has(name) || this.misfits.has(name),
		);
	}

	private convert<T>(
		name: string,
		to: (value: JsonValue) => T | null | undefined,
		expected: string,
	): T | null {
		const value = this.asSent(name);
		if (isBlank(value)) return null;
		const converted = to(value);
		if (converted === undefined) this.warn(name, expected);
		return converted ?? null;
	}
}

function isBlank(value: JsonValue): boolean {
	return value === null || (typeof value === 'string' && !/\S/.test(value));
}

export function toText(value: JsonValue): string | undefined {
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function toNumber(value: unknown): number | undefined {
	const isNumeric =
		typeof value === 'number' ||
		(typeof value === 'string' && /^\s*[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?\s*$/i.test(value));
	return isNumeric && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

export function toBoolean(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
	return word === 'true' || (word === 'false' ? false : undefined);
}

function toObject(value: JsonValue): JsonObject | null | undefined {
	const decoded = decode(decode(value));
	if (decoded === null) return null;
	return isJsonObject(decoded) && !isDeeperThan(decoded, MOST_LEVELS) ? decoded : undefined;
}

/** The value that a JSON text holds. Oration sends some objects as JSON texts; some arrive encoded twice. */
function decode(value: JsonValue | undefined): JsonValue | undefined {
	if (typeof value !== 'string') return value;
	return isBlank(value) ? null : parseJson(value);
}
