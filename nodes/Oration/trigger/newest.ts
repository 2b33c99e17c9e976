/** Sets a key as the newest of a map, and evicts the oldest keys beyond `max`. */
export function setNewest<Key, Value>(
	map: Map<Key, Value>,
	key: Key,
	value: Value,
	max: number,
): void {
	map.delete(key);
	map.set(key, value);
	for (const oldest of map.keys()) {
		if (map.size <= max) return;
		map.delete(oldest);
	}
}
