import { toDate } from './date';
import {
	isDeeperThan,
	isJsonObject,
	MAX_DEPTH,
	parseJson,
	type JsonObject,
	type JsonValue,
} from './json';

/**
 * Reads the fields of an object from Oration as their documented types. Missing, null and blank values are null.
 * Tracks which fields were read and which were invalid.
 */
export class FieldReader {
	private readonly read = new Set<string>();

	private readonly invalidFields = new Map<string, string>();

	private readonly otherWarnings: string[] = [];

	/**
	 * @param path prefix of the field names in warnings, such as `customer.`
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

	/** Reads an object or its JSON text. */
	object(name: string): JsonObject | null {
		return this.convert(name, toObject, 'an object');
	}

	/** Returns a value unchanged, whatever its type. */
	asSent(name: string): JsonValue {
		this.read.add(name);
		return this.values[name] ?? null;
	}

	/** Marks a field as invalid, even if parts of its value could be read. */
	warn(name: string, expected: string): void {
		this.invalidFields.set(
			name,
			`The field '${this.path}${name}' isn't ${expected}. Its value is in 'otherFields'.`,
		);
	}

	/** Adds a warning about a value that stays in its field. */
	addWarning(warning: string): void {
		this.otherWarnings.push(warning);
	}

	get warnings(): string[] {
		return [...this.invalidFields.values(), ...this.otherWarnings];
	}

	/** The fields that weren't read so far or are invalid, unchanged. */
	get unreadFields(): Array<[name: string, value: JsonValue]> {
		return Object.entries(this.values).filter(
			([name]) => !this.read.has(name) || this.invalidFields.has(name),
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
	return isJsonObject(decoded) && !isDeeperThan(decoded, MAX_DEPTH) ? decoded : undefined;
}

/** Parses JSON text. Oration sends some objects as JSON text, and some of them encoded twice. */
function decode(value: JsonValue | undefined): JsonValue | undefined {
	if (typeof value !== 'string') return value;
	return isBlank(value) ? null : parseJson(value);
}
