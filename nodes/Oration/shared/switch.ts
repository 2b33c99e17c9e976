/** Whether a switch is on. An expression can give text instead of a boolean. */
export function isOn(value: unknown): boolean {
	return value === true || value === 'true';
}
